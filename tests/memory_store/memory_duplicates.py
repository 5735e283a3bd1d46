"""Records in memory that share a natural key, and which went into which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.folding import collation_key
from capadesk.domain.record import R
from capadesk.domain.records import Pair
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.services.ports import Likeness, LikenessReason, Standing, Sureness
from tests.memory_store.memory_file import MemoryFile


class _Key(NamedTuple):
    """A natural key: what it is of a record ("" for none), and what should agree besides."""

    reason: LikenessReason
    of: Callable[[Any], str]
    sureness: Sureness
    beside: Callable[[Any], str] = lambda _record: ""
    lacking: Sureness | None = None


def _name(record: Any) -> str:
    return collation_key(record.name)


_KEYS: dict[str, tuple[_Key, ...]] = {
    "organisation": (
        _Key(
            LikenessReason.NAME_AND_COUNTRY, _name, Sureness.SURE, lambda each: each.country, Sureness.LIKELY
        ),
    ),
    "city": (
        _Key(
            LikenessReason.NAME_AND_COUNTRY, _name, Sureness.SURE, lambda each: each.country, Sureness.LIKELY
        ),
    ),
    "series": (_Key(LikenessReason.NAME, _name, Sureness.LIKELY),),
    "project": (
        _Key(LikenessReason.GRANT_NUMBER, lambda each: each.grant_number, Sureness.SURE),
        _Key(LikenessReason.NAME, _name, Sureness.LIKELY),
    ),
    "event": (_Key(LikenessReason.UID, lambda e: e.uid and f"{e.uid} {e.original_start}", Sureness.SURE),),
}
"""The plain keys. What is found by several records together (names and organisations) is for databases."""


class MemoryDuplicates:
    """Implements ports.Duplicates, of the natural keys only the plain ones."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def likenesses(self, kind: str) -> list[Likeness]:
        """See ports.Duplicates."""
        found = list(self._joined_before(kind))
        for key in _KEYS.get(kind, ()):
            groups: dict[str, list[Any]] = defaultdict(list)
            for record in self._oldest_first(kind):
                if made := key.of(record):
                    groups[made].append(record)
            for group in groups.values():
                found += _likenesses(kind, key, group)
        return found

    def _oldest_first(self, kind: str) -> list[Any]:
        state = self._file.log.state
        created = {record.id: state.registers[kind, record.id].created for record in state.live(kind)}
        return sorted(state.live(kind), key=lambda record: (created[record.id], record.id))

    def survivors(self, kind: str) -> Mapping[UUID, UUID]:
        """See ports.Duplicates."""
        went, live = self._went_into(kind)
        return {gone: _end(gone, went, live) for gone in went if gone not in live}

    def joined_records(self, record_type: type[R]) -> list[tuple[R, UUID]]:
        """See ports.Duplicates."""
        state, kind = self._file.log.state, record_type.KIND
        return [
            (state.record((kind, gone)), end)
            for gone, end in self.survivors(kind).items()
            if (kind, gone) in state.registers
        ]

    def standings(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Standing]:
        """See ports.Duplicates."""
        state = self._file.log.state
        found = {}
        for record_id in ids:
            key = (kind, record_id)
            links = Counter(holder[0] for holder, _field in state.holders.get(key, ()))
            is_shipped = key in state.registers and state.registers[key].created == SHIPPED_STAMP
            found[record_id] = Standing(links, is_shipped)
        return found

    def _joined_before(self, kind: str) -> Iterator[Likeness]:
        went, live = self._went_into(kind)
        together: dict[UUID, list[UUID]] = defaultdict(list)
        for gone in sorted(went):
            end = _end(gone, went, live)
            if gone in live and end in live and end != gone:
                together[end].append(gone)
        for end, back in together.items():
            yield Likeness(kind, LikenessReason.JOINED_BEFORE, Sureness.SURE, (end, *back), "")

    def _went_into(self, kind: str) -> tuple[dict[UUID, UUID], set[UUID]]:
        """Which went into which, by what was said last; and which records live."""
        state = self._file.log.state
        pairs = [pair for pair in state.live(Pair.KIND) if pair.record_kind == kind and pair.is_joined]
        pairs.sort(key=lambda pair: (state.registers[Pair.KIND, pair.id].changed, pair.id))
        return {pair.gone_id: pair.kept_id for pair in pairs}, {record.id for record in state.live(kind)}


def _likenesses(kind: str, key: _Key, group: Sequence[Any]) -> Iterator[Likeness]:
    """Those that agree; who lacks what should agree goes with the others if these agree among themselves."""
    besides = list(dict.fromkeys(key.beside(record) for record in group))
    given = [beside for beside in besides if beside]
    if len(given) == 1 and "" in besides and key.lacking is not None:
        yield from _likeness(kind, key.reason, key.lacking, group)
        return
    for beside in given or besides:
        yield from _likeness(kind, key.reason, key.sureness, [r for r in group if key.beside(r) == beside])
    if len(given) > 1 and key.lacking is not None:
        yield from _likeness(kind, key.reason, key.lacking, [r for r in group if not key.beside(r)])


def _likeness(
    kind: str, reason: LikenessReason, sureness: Sureness, records: Sequence[Any]
) -> Iterator[Likeness]:
    if len(records) > 1:
        yield Likeness(kind, reason, sureness, tuple(record.id for record in records), "")


def _end(gone: UUID, went: Mapping[UUID, UUID], live: set[UUID]) -> UUID:
    """Through many joins to the first that lives, else to the last."""
    passed, at = {gone}, went[gone]
    while at not in live and at in went and went[at] not in passed:
        passed.add(at)
        at = went[at]
    return at
