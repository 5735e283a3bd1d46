"""Same thing? Records that may be one, what tells them apart, and the joining of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.joining import JOINABLE, NEVER_ASKED, is_empty, is_kept_from_all, is_said_different
from capadesk.domain.record import RECORD_TYPES, Record, fields_of
from capadesk.domain.records import Pair
from capadesk.services.deletion_service import name_of
from capadesk.services.merging.record_joining import RecordJoining
from capadesk.services.ports import Likeness, LikenessReason, ProgressCallback, Standing, Store, Sureness
from capadesk.services.words import N_

_SURENESS = tuple(Sureness)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record of a group: how it reads in a list."""

    record_id: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the records of a group have in common; `shared` reads as it stands in the first."""

    code: LikenessReason
    sureness: Sureness
    shared: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Live records of one kind that may be the same thing: first the one that is proposed to stay.

    The surest reason comes first.
    """

    kind: str
    candidates: tuple[Candidate, ...]
    reasons: tuple[Reason, ...]

    @property
    def sureness(self) -> Sureness:
        """That of the surest reason."""
        return self.reasons[0].sureness

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The records' ids."""
        return tuple(candidate.record_id for candidate in self.candidates)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which the records differ: the value of each, and what the join takes unless told otherwise.

    `taken_from` is the record whose value stands after the join; None if the values are put together.
    """

    field: str
    values: Mapping[UUID, Any]
    taken_from: UUID | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Records side by side, that which is proposed to stay first; `standings` is what hangs on each."""

    kind: str
    records: tuple[Record, ...]
    standings: Mapping[UUID, Standing]
    differences: tuple[FieldDifference, ...]

    @property
    def keep(self) -> UUID:
        """The record that is proposed to stay, or that was named."""
        return self.records[0].id


class DuplicateService:
    """Offers what may be doubled, joins it in one change, and remembers what is not the same."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def groups(self, kinds: Iterable[str] = JOINABLE) -> list[DuplicateGroup]:
        """What may be the same, the surest first; meant for a thread.

        A record may stand in several groups, for different reasons. UserError `kind_not_joinable`.
        """
        found: list[DuplicateGroup] = []
        for kind in kinds:
            _require_joinable(kind)
            found.extend(self._groups_of(kind))
        return sorted(found, key=lambda group: _SURENESS.index(group.sureness))

    def compare(self, kind: str, ids: Sequence[UUID], keep: UUID | None = None) -> Comparison:
        """The records field by field.

        Without `keep` the one is proposed on which most hangs, a shipped one before all.
        UserError `kind_not_joinable`, `join_needs_two`; RecordNotFound.
        """
        ids = _checked(kind, ids)
        record_type = RECORD_TYPES[kind]
        records = {record_id: self._store.get(record_type, record_id) for record_id in ids}
        standings = self._store.duplicates.standings(kind, ids)
        if keep is None:
            keep = max(ids, key=lambda each: _weight(standings[each]))
        ordered = (records[keep], *(records[each] for each in ids if each != keep))
        return Comparison(kind, ordered, standings, tuple(_differences(ordered)))

    def join(
        self,
        kind: str,
        keep: UUID,
        others: Sequence[UUID],
        choices: Mapping[str, UUID] | None = None,
        progress: ProgressCallback | None = None,
    ) -> ChangeSet:
        """Let the others go into the record that stays, in one change that merges and can be undone.

        `choices` says for a field whose value is taken; what is not chosen is as `compare` says. All that
        refers to the others refers to the record that stays afterwards. UserError `kind_not_joinable`,
        `join_needs_two`, `choice_unknown`; RecordNotFound; InvalidRecord; Cancelled by `progress`.
        """
        ids = _checked(kind, (keep, *others))
        chosen = dict(choices or {})
        for field, record_id in chosen.items():
            if field not in fields_of(RECORD_TYPES[kind]) or field in NEVER_ASKED or record_id not in ids:
                raise UserError("choice_unknown", field=field, id=str(record_id))
        with self._store.unit_of_work() as work:
            survivor = RecordJoining(work, progress).join(RECORD_TYPES[kind], keep, ids[1:], chosen)
            label = N_("Joined {count} records into “{name}”")
            return work.commit(label, count=len(ids), name=name_of(survivor), kind=kind)

    def dismiss(self, kind: str, ids: Sequence[UUID]) -> ChangeSet:
        """Remember that no two of these are the same; they are not offered again, on other desks neither.

        UserError `kind_not_joinable`, `join_needs_two`; RecordNotFound.
        """
        ids = _checked(kind, ids)
        with self._store.unit_of_work() as work:
            names = [name_of(work.get(RECORD_TYPES[kind], record_id)) for record_id in ids]
            for place, one in enumerate(ids):
                for other in ids[place + 1 :]:
                    pair = Pair.different(kind, one, other)
                    if work.find(Pair, pair.id) == pair:
                        continue
                    work.save(pair)
                    for each in (one, other):  # a join elsewhere that has not seen this takes neither away
                        work.confirm(RECORD_TYPES[kind], each)
            if len(ids) == 2:
                label = N_("“{name}” and “{other}” are not the same")
                return work.commit(label, name=names[0], other=names[1], kind=kind)
            label = N_("{count} records are not the same: “{name}”")
            return work.commit(label, count=len(ids), name=names[0], kind=kind)

    def survivor_of(self, record_id: UUID) -> tuple[str, UUID] | None:
        """Kind and id of the record that goes on for one that was joined into another; None if it was not."""
        for kind in JOINABLE:
            if (end := self._store.duplicates.survivors(kind).get(record_id)) is not None:
                return kind, end
        return None

    def _groups_of(self, kind: str) -> list[DuplicateGroup]:
        pairs = {pair.ids: pair for pair in self._store.select(Pair, record_kind=kind)}
        reasons: dict[tuple[UUID, ...], list[Reason]] = {}
        holding: dict[UUID, list[tuple[UUID, ...]]] = {}
        likenesses = self._store.duplicates.likenesses(kind)
        for likeness in sorted(likenesses, key=lambda each: _SURENESS.index(each.sureness)):
            for ids in _parts(likeness, pairs):
                # What a surer reason has together already is not offered once more.
                home = next((known for known in holding.get(ids[0], ()) if set(ids) <= set(known)), ids)
                if home not in reasons:
                    reasons[home] = []
                    for each in home:
                        holding.setdefault(each, []).append(home)
                reasons[home].append(Reason(likeness.reason, likeness.sureness, likeness.shared))
        every = list({each for ids in reasons for each in ids})
        named = self._store.record_names(kind, every)
        standings = self._store.duplicates.standings(kind, every)
        found = []
        for ids, why in reasons.items():
            ordered: Iterable[UUID] = ids
            if why[0].code != LikenessReason.JOINED_BEFORE:  # of those the one that went on is first already
                ordered = sorted(ids, key=lambda each: _weight(standings[each]), reverse=True)
            candidates = (Candidate(each, named[each].name, named[each].detail) for each in ordered)
            found.append(DuplicateGroup(kind, tuple(candidates), tuple(why)))
        return found


def _parts(likeness: Likeness, pairs: Mapping[frozenset[UUID], Pair]) -> list[tuple[UUID, ...]]:
    """The records apart where somebody said that they are not the same, each where it may be."""
    said = {each for pair in pairs for each in pair}
    if not any(each in said for each in likeness.ids):
        return [likeness.ids]
    parts: list[list[UUID]] = []
    for each in likeness.ids:
        for part in parts:
            if not any(is_said_different(pairs, each, other) for other in part):
                part.append(each)
                break
        else:
            parts.append([each])
    return [tuple(part) for part in parts if len(part) > 1]


def _checked(kind: str, ids: Sequence[UUID]) -> tuple[UUID, ...]:
    _require_joinable(kind)
    different = tuple(dict.fromkeys(ids))
    if len(different) < 2:
        raise UserError("join_needs_two")
    return different


def _require_joinable(kind: str) -> None:
    if kind not in JOINABLE:
        raise UserError("kind_not_joinable", kind=kind)


def _weight(standing: Standing) -> tuple[bool, int]:
    return standing.is_shipped, sum(standing.links.values())


def _differences(records: Sequence[Record]) -> Iterable[FieldDifference]:
    for name, info in fields_of(type(records[0])).items():
        values = {record.id: getattr(record, name) for record in records}
        if name in NEVER_ASKED or len(set(values.values())) < 2:
            continue
        known = [record_id for record_id, value in values.items() if not is_empty(value)]
        is_together = (is_kept_from_all(info) or isinstance(values[known[0]], tuple)) and len(known) > 1
        yield FieldDifference(name, values, None if is_together else known[0])
