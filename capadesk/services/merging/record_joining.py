"""One record takes in others that are the same thing, with all that refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from capadesk.domain.change_set import Deletion
from capadesk.domain.identity import occurrence_id
from capadesk.domain.joining import joined_counts, joined_link, joined_record, moved
from capadesk.domain.record import Record, references_to
from capadesk.domain.records import Affiliation, Event, HeadCount, Organisation, Pair
from capadesk.services.ports import ProgressCallback, UnitOfWork

_STEP = 100

T = TypeVar("T", bound=Record)


class RecordJoining:
    """Joins within one unit of work; nothing is committed."""

    def __init__(self, work: UnitOfWork, progress: ProgressCallback | None = None) -> None:
        self._work = work
        self._progress = progress
        self._done = 0

    def join(
        self, record_type: type[T], keep: UUID, others: Sequence[UUID], choices: Mapping[str, UUID]
    ) -> T:
        """The record that stays, as it is afterwards. RecordNotFound, InvalidRecord; Cancelled."""
        survivor = self._work.get(record_type, keep)
        gone = [self._work.get(record_type, each) for each in others]
        self._work.save(joined_record(survivor, gone, choices))
        self._carry_over(record_type, keep, others)
        for each in others:
            self._work.delete(record_type, each, Deletion.JOINED)
            self._work.save(Pair.joined(record_type.KIND, keep, each))
            self._carry_over_differences(record_type.KIND, keep, each, others)
        # Without this, two desks that join the same two the other way round would lose both.
        self._work.confirm(record_type, keep)
        self._part_circle(keep)
        return self._work.get(record_type, keep)

    def _carry_over(self, record_type: type[Record], keep: UUID, others: Sequence[UUID]) -> None:
        """Let all that refers to the others refer to the record that stays."""
        if record_type is Event:
            self._join_head_counts(keep, others)
        for holder_type, info in references_to(record_type.KIND):
            for holder in self._work.select(holder_type, **{info.name: list(others)}):
                self._step()
                if holder.id in others or holder.id == keep:
                    continue  # the record that stays has let go of them already; the others go
                self._move(holder, keep, others)

    def _move(self, holder: Record, keep: UUID, others: Sequence[UUID]) -> None:
        holder_type = type(holder)
        there = moved(holder, others, keep)
        if isinstance(there, Affiliation) and there.is_main and there.person_id == keep:
            there = replace(there, is_main=not self._has_main_affiliation(keep, there.id))
        if isinstance(holder, Event) and isinstance(there, Event) and there.original_start:
            self._move_occurrence(holder, there)
            return
        if there.id == holder.id:
            self._work.save(there)
            return
        known = self._work.find(holder_type, there.id)
        self._work.save(there if known is None else joined_link(known, there))
        self._work.delete(holder_type, holder.id, Deletion.JOINED)

    def _has_main_affiliation(self, person_id: UUID, but: UUID) -> bool:
        stored = self._work.select(Affiliation, person_id=person_id)
        return any(each.is_main for each in stored if each.id != but)

    def _join_head_counts(self, keep: UUID, others: Sequence[UUID]) -> None:
        """The same people counted for each of the events are not added up."""
        stored = self._work.select(HeadCount, event_id=[keep, *others])
        if all(count.event_id == keep for count in stored):
            return
        counted: dict[UUID, dict[tuple[str, str], int]] = {}
        for count in stored:
            counted.setdefault(count.event_id, {})[count.presence, count.group] = count.count
        wanted = {
            HeadCount.derive_id(keep, presence, group): (presence, group, number)
            for (presence, group), number in joined_counts(list(counted.values())).items()
        }
        for count_id, (presence, group, number) in wanted.items():
            self._work.save(
                HeadCount(id=count_id, event_id=keep, presence=presence, group=group, count=number)
            )
        for count in stored:
            if count.id not in wanted:
                self._work.delete(HeadCount, count.id, Deletion.JOINED)

    def _move_occurrence(self, holder: Event, there: Event) -> None:
        """A changed occurrence has the id of its series and original start: it goes into that record."""
        series = there.series_event_id
        if series is not None:
            there = replace(there, uid=self._work.get(Event, series).uid)
        derived = occurrence_id(series, there.original_start) if series is not None else there.id
        if derived == holder.id or holder.id != self._derived_before(holder):
            self._work.save(there)
            return
        if self._work.find(Event, derived) is None:
            self._work.save(replace(there, id=derived))
        else:
            self._work.save(there)
        self.join(Event, derived, [holder.id], {})

    @staticmethod
    def _derived_before(holder: Event) -> UUID | None:
        if holder.series_event_id is None:
            return None
        return occurrence_id(holder.series_event_id, holder.original_start)

    def _carry_over_differences(self, kind: str, keep: UUID, gone: UUID, others: Sequence[UUID]) -> None:
        """What was said to be different from a record that goes is different from the one that stays."""
        pairs = [*self._work.select(Pair, first_id=gone), *self._work.select(Pair, second_id=gone)]
        for pair in pairs:
            for other in pair.ids - {gone, keep, *others}:  # none, if somebody made a pair of one record
                there = Pair.different(kind, keep, other)
                if not pair.is_joined and self._work.find(Pair, there.id) is None:
                    self._work.save(there)

    def _part_circle(self, keep: UUID) -> None:
        """An organisation that has come to stand above itself stands below nothing."""
        at = self._work.find(Organisation, keep)
        start, passed = at, {keep}
        while at is not None and at.parent_id is not None:
            if at.parent_id == keep and start is not None:
                self._work.save(replace(start, parent_id=None))
                return
            if at.parent_id in passed:
                return
            passed.add(at.parent_id)
            at = self._work.find(Organisation, at.parent_id)

    def _step(self) -> None:
        self._done += 1
        if self._progress is not None and self._done % _STEP == 0:
            self._progress(self._done, 0)
