"""Lists and search over records in memory: all of it filtered and sorted by plain Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList, KindFamily
from capadesk.domain.folding import collation_key, fold
from capadesk.domain.when import Precision, When
from capadesk.services.ports import Choice, Counted, ListKind, ListQuery, SearchHit, SortKey
from tests.memory_store.memory_file import MemoryFile
from tests.memory_store.memory_names import NAMED_KINDS, choice_of, named
from tests.memory_store.memory_rows import MemoryRows

_KINDS = {
    ListKind.EVENTS: "event",
    ListKind.MEETINGS: "event",
    ListKind.CALENDAR: "event",
    ListKind.PEOPLE: "person",
    ListKind.ORGANISATIONS: "organisation",
    ListKind.ACTIONS: "action",
    ListKind.DECISIONS: "decision",
}
_CODES = {
    "event": ("kind", "status", "mode", "country"),
    "person": ("country",),
    "organisation": ("helix", "level", "country"),
    "action": ("status", "priority"),
    "decision": ("status",),
}
_NAMES = {
    "event": ("city", "tag", "series", "project"),
    "person": ("city", "organisation", "tag", "organisation_tag"),
    "organisation": ("city", "tag"),
    "action": ("owner",),
    "decision": (),
}
_LINKS = ("city", "series", "project")
_DATES = {"event": ("when", True), "action": ("due", False), "decision": ("decided_on", True)}
"""By which heading a list runs through time, and whether backwards unless its order says otherwise."""
_SORTED_BY = {
    "event": (SortKey("when", True),),
    "person": (SortKey("name"),),
    "organisation": (SortKey("name"),),
    "action": (SortKey("due"),),
    "decision": (SortKey("decided_on", True),),
}
_TITLES = {
    "event": ("title",),
    "person": ("given_name", "family_name", "email"),
    "organisation": ("name", "short_name"),
    "action": ("text",),
    "decision": ("text",),
    "city": ("name",),
    "series": ("name",),
    "interaction": ("subject",),
    "project": ("name", "acronym"),
    "tag": ("name",),
}
_OTHERS = {
    "event": ("venue", "description", "objectives", "agenda", "minutes", "lessons", "notes", "source_key"),
    "person": ("notes", "phone", "mobile"),
    "organisation": ("notes", "address", "email", "website", "legal_form"),
    "action": ("number", "notes", "source_item"),
    "decision": ("number", "decided_by"),
    "city": ("notes",),
    "series": ("goal", "notes"),
    "interaction": ("summary", "follow_up"),
    "project": ("grant_number", "programme", "notes"),
    "tag": (),
}
_WORD = re.compile(r"[^\W_]+")


class MemoryLists:
    """Implements ports.Lists. Words written nearly alike, and how hits read in detail, are for databases."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self._state = file.log.state
        self._rows = MemoryRows(self._state)

    # --- which ------------------------------------------------------------------------------------------

    def keys(self, query: ListQuery) -> Sequence[int]:
        """See ports.Lists."""
        records = self._sorted(query, self._found(query))
        return [self._file.row_number((record.KIND, record.id)) for record in records]

    def keys_in_parts(self, query: ListQuery, first: int = 0) -> Iterator[list[int]]:
        """See ports.Lists."""
        keys = list(self.keys(query))
        if 0 < first <= len(keys):
            yield keys[:first]
            keys = keys[first:]
        yield keys

    def count(self, kind: ListKind) -> int:
        """See ports.Lists."""
        return len(self._found(ListQuery(kind)))

    def _found(self, query: ListQuery) -> list[Any]:
        kind = _KINDS[query.kind]
        for column in query.equal:
            self._require_column(kind, column)
        words = _words(query.text)
        if query.text.strip() and not words:
            return []
        return [r for r in self._state.live(kind) if self._fits(r, query) and _has_words(r, words)]

    @staticmethod
    def _require_column(kind: str, column: str) -> None:
        if column not in (*_CODES[kind], *_NAMES[kind]):
            raise KeyError(column)

    def _fits(self, record: Any, query: ListQuery) -> bool:
        is_meeting = query.kind is ListKind.MEETINGS
        is_told_apart = is_meeting or query.kind is ListKind.EVENTS
        if is_told_apart and (record.kind in self._meeting_kinds) is not is_meeting:
            return False
        for column, chosen in query.equal.items():
            if set(chosen).isdisjoint(self._values(record, column)):
                return False
        return self._is_within(record, query)

    @cached_property
    def _meeting_kinds(self) -> set[str]:
        return {
            item.code
            for item in map(self._state.record, self._state.keys("code_item"))
            if item.code_list == CodeList.EVENT_KIND and item.family == KindFamily.MEETING
        }

    @staticmethod
    def _is_within(record: Any, query: ListQuery) -> bool:
        first, last = _days(record)
        periods = (query.first_day, query.last_day, query.over_before)
        overdue_on = query.overdue_on if record.KIND == "action" else None
        if record.KIND not in _DATES or not any((*periods, overdue_on)):
            return True
        if first is None or last is None:
            return False
        if overdue_on is not None and (last >= overdue_on or record.status not in OPEN_ACTION_STATUSES):
            return False
        return (
            (query.first_day is None or last >= query.first_day)
            and (query.last_day is None or first <= query.last_day)
            and (query.over_before is None or last < query.over_before)
        )

    def _values(self, record: Any, column: str) -> list[str]:
        """What a record has in a column to filter by; "" for none where one is linked at most."""
        if column in _CODES[record.KIND]:
            return [getattr(record, column)]
        if column == "owner":
            return [self._rows.owner(record)]
        if column == "tag":
            return self._rows.tags(record)
        if column in _LINKS:
            linked = getattr(record, f"{column}_id")
            is_gone = linked is not None and column != "city" and self._state.deletion((column, linked))
            return [] if is_gone else [named(self._state, column, linked)]
        found: set[str] = set()
        for place in self._rows.places(record.id):
            organisation = self._state.record(("organisation", place))
            found.update(self._rows.tags(organisation) if column.endswith("_tag") else (organisation.name,))
        return sorted(found)

    def values(self, query: ListQuery, column: str) -> list[Counted]:
        """See ports.Lists."""
        self._require_column(_KINDS[query.kind], column)
        counts = Counter(v for record in self._found(query) for v in set(self._values(record, column)))
        if column in _LINKS:
            counts.pop("", None)
        return [Counted(*each) for each in counts.items()]

    # --- in which order -----------------------------------------------------------------------------------

    def _sorted(self, query: ListQuery, records: list[Any]) -> list[Any]:
        kind = _KINDS[query.kind]
        rows = {record.id: self._rows.of(record) for record in records}
        for key in reversed(query.sort or _SORTED_BY[kind]):
            records = self._sorted_by(key, records, rows, query)
        if query.group and _group_of(kind, query.group) is not None:
            records = self._grouped(query, records)
        return records

    def _sorted_by(self, key: SortKey, records: list[Any], rows: Any, query: ListQuery) -> list[Any]:
        def value(record: Any) -> Any:
            if key.column in ("name", "family_name") and record.KIND == "person":
                return collation_key(record.family_name), collation_key(record.given_name)
            found = getattr(rows[record.id], key.column)
            if isinstance(found, When):
                return found.start_utc, found.precision.value
            if key.column in ("title", "name", "given_name", "city", "organisation"):
                return collation_key(found)
            return found

        def is_none(record: Any) -> bool:
            found = getattr(rows[record.id], key.column, "x")
            if isinstance(found, When):
                return found.precision is Precision.UNKNOWN
            return found is None or (key.column in query.ranks and not found)

        with_value = [record for record in records if not is_none(record)]
        if key.column in query.ranks:
            ordered = _by_rank(with_value, value, query.ranks[key.column], key.descending)
        else:
            ordered = sorted(with_value, key=value, reverse=key.descending)
        return [*ordered, *(record for record in records if is_none(record))]

    def _grouped(self, query: ListQuery, records: list[Any]) -> list[Any]:
        kind = _KINDS[query.kind]
        group = _group_of(kind, query.group)
        assert group is not None
        with_value = [record for record in records if group(record)]
        if query.group == "country":
            ordered = _by_rank(with_value, group, query.ranks.get("country", ()), False)
        else:
            heading, descending = _DATES[kind]
            descending = next((key.descending for key in query.sort if key.column == heading), descending)
            ordered = sorted(with_value, key=group, reverse=descending)
        return [*ordered, *(record for record in records if not group(record))]

    def groups(self, query: ListQuery) -> list[Counted]:
        """See ports.Lists."""
        group = _group_of(_KINDS[query.kind], query.group)
        if group is None:
            return []
        counts = Counter(group(record) for record in self._sorted(query, self._found(query)))
        return [Counted(*each) for each in counts.items()]

    # --- what they say --------------------------------------------------------------------------------------

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        """See ports.Lists."""
        live = {self._file.row_number((r.KIND, r.id)): r for r in self._state.live(_KINDS[kind])}
        return [self._rows.of(live[key]) for key in keys if key in live]

    def key_of(self, kind: ListKind, record_id: UUID) -> int | None:
        """See ports.Lists."""
        key = (_KINDS[kind], record_id)
        is_there = key in self._state.registers and not self._state.deletion(key)
        return self._file.row_number(key) if is_there else None

    # --- words ----------------------------------------------------------------------------------------------

    def _with_words(self, kind: str, text: str) -> list[Any]:
        """In title or name first, then anywhere."""
        words = _words(text)
        found = [r for r in self._state.live(kind) if words and _has_words(r, words)]
        return sorted(found, key=lambda record: not _has_words(record, words, in_title=True))

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
        """See ports.Lists; nothing is found by likeness."""
        return [
            self._hit(record)
            for kind in kinds or NAMED_KINDS
            for record in self._with_words(kind, text)[:limit]
        ]

    def _hit(self, record: Any) -> SearchHit:
        choice = choice_of(self._state, (record.KIND, record.id))
        return SearchHit(record.KIND, record.id, choice.name, choice.detail)

    def hits_by_id(self, records: Sequence[tuple[str, UUID]]) -> list[SearchHit]:
        """See ports.Lists."""
        there = (key for key in records if key in self._state.registers and not self._state.deletion(key))
        return [self._hit(self._state.record(key)) for key in there]

    def prepare_search(self) -> None:
        """Nothing is read ahead."""

    def choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """See ports.Lists."""
        records = self._with_words(kind, text) if text.strip() else list(self._state.live(kind))
        found = [choice_of(self._state, (kind, record.id)) for record in records]
        if not text.strip():
            found.sort(key=lambda choice: collation_key(choice.name))
        found.sort(key=lambda choice: not collation_key(choice.name).startswith(collation_key(text)))
        return found[:limit]

    def similar_choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """Nothing: likeness of words is for databases."""
        return []

    def choices_by_id(self, kind: str, ids: Sequence[UUID]) -> list[Choice]:
        """See ports.Lists."""
        return [choice_of(self._state, (kind, each)) for each in ids if (kind, each) in self._state.registers]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _has_words(record: Any, words: Sequence[str], *, in_title: bool = False) -> bool:
    """Whether each word is the beginning of a word of the record."""
    fields = (*_TITLES[record.KIND], *(() if in_title else _OTHERS[record.KIND]))
    there = _words(" ".join(getattr(record, name) for name in fields))
    return all(any(each.startswith(word) for each in there) for word in words)


def _days(record: Any) -> tuple[date | None, date | None]:
    if record.KIND == "event":
        return record.when.first_day, record.when.last_day
    day = getattr(record, _DATES[record.KIND][0]) if record.KIND in _DATES else None
    return day, day


def _group_of(kind: str, group: str) -> Callable[[Any], str] | None:
    if group == "country" and kind in ("event", "person", "organisation"):
        return lambda record: str(record.country)
    return _month_of if group == "month" and kind in _DATES else None


def _month_of(record: Any) -> str:
    first, _last = _days(record)
    if first is None:
        return ""
    is_year = record.KIND == "event" and record.when.precision is Precision.YEAR
    return first.isoformat()[: 4 if is_year else 7]


def _by_rank(
    records: list[Any], value: Callable[[Any], str], ranked: Sequence[str], descending: bool
) -> list[Any]:
    places = {code: place for place, code in enumerate(ranked)}
    return sorted(records, key=lambda r: (places.get(value(r), len(places)), value(r)), reverse=descending)
