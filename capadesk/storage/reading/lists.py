"""Reading for lists: keys in order first, then the rows of a block; sorting and filtering are SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.folding import collation_key
from capadesk.services.ports import (
    ActionRow,
    Choice,
    Counted,
    DecisionRow,
    EventRow,
    ListQuery,
    OrganisationRow,
    PersonRow,
)
from capadesk.storage.database.codecs import when_from_columns
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.reading.list_conditions import TABLES, condition, values_statement
from capadesk.storage.reading.list_sql import (
    ORGANISATION_EVENTS,
    ORGANISATION_PEOPLE,
    PERSON_EVENTS,
    beginning_statement,
    groups_statement,
    in_order,
    keys_statement,
    walked_column,
    walked_statements,
    walked_values_statement,
)
from capadesk.storage.reading.record_search import RecordSearch
from capadesk.storage.reading.row_expressions import (
    ACTIONS_OPEN,
    ATTENDED,
    CITY,
    EVENT_TAGS,
    EVENT_TITLE,
    ORGANISATION,
    ORGANISATION_TAGS,
    ORGANISERS,
    OWNER,
    PERSON_TAGS,
    POSITION,
)
from capadesk.storage.reading.search_index import SEARCHED

if TYPE_CHECKING:
    from capadesk.services.ports import (
        ListKind,
        SearchHit,
    )
    from capadesk.storage.reading.list_conditions import Statement

_EVENT_COLUMNS = (
    "r.seq, r.id, r.title, r.kind, r.status, r.when_precision, r.when_start, r.when_end, r.when_zone, r.mode,"
    f" {CITY}, r.country, {ORGANISERS}, {ATTENDED}, {ACTIONS_OPEN},"
    f" {EVENT_TAGS}"
)
_SELECTS: dict[str, str] = {
    "event": _EVENT_COLUMNS,
    "person": (
        "r.seq, r.id, r.given_name, r.family_name, r.email, coalesce(nullif(r.phone, ''), r.mobile),"
        f" {ORGANISATION}, {POSITION}, {CITY}, r.country,"
        f" {PERSON_EVENTS}, {PERSON_TAGS}"
    ),
    "organisation": (
        f"r.seq, r.id, r.name, r.short_name, r.helix, r.level, {CITY}, r.country,"
        f" {ORGANISATION_PEOPLE}, {ORGANISATION_EVENTS}, {ORGANISATION_TAGS}"
    ),
    "action": (
        f"r.seq, r.id, r.number, r.text, {OWNER}, r.due, r.priority, r.status, r.event_id, {EVENT_TITLE}"
    ),
    "decision": (
        f"r.seq, r.id, r.number, r.text, r.decided_by, r.decided_on, r.status, r.event_id, {EVENT_TITLE}"
    ),
}

_BLOCK = 500


class SqlLists:
    """Implements ports.Lists; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._search = RecordSearch(connect)

    def keys(self, query: ListQuery) -> Sequence[int]:
        """See ports.Lists."""
        return [key for part in self.keys_in_parts(query) for key in part]

    def keys_in_parts(self, query: ListQuery, first: int = 0) -> Iterator[list[int]]:
        """See ports.Lists."""
        cursor = self._connect().cursor()
        begun: list[int] = []
        told = 0
        beginning = beginning_statement(query, first) if first > 0 else None
        if beginning is not None:
            begun = [row[0] for row in cursor.execute(beginning.sql, beginning.parameters)]
            if len(begun) < first:
                yield begun
                return
            told = first
            yield begun
            begun = []
        for statement in self._key_statements(query):
            rows = cursor.execute(statement.sql, statement.parameters)
            if first > 0 and not told:
                begun += [row[0] for row in cursor.fetchmany(first - len(begun))]
                if len(begun) >= first:
                    told = -1
                    yield begun
                    begun = []
            begun += [row[0] for row in rows]
        yield begun[told:] if told > 0 else begun

    def _key_statements(self, query: ListQuery) -> Iterator[Statement]:
        walked = walked_column(query)
        if walked is None:
            yield keys_statement(query)
            return
        column, descending = walked
        found = walked_values_statement(TABLES[query.kind], column)
        stored = [row[0] for row in self._connect().exec_driver_sql(found.sql).fetchall()]
        values = in_order(stored, query.ranks[column], descending=descending)
        yield from walked_statements(query, column, values)

    def groups(self, query: ListQuery) -> list[Counted]:
        """See ports.Lists."""
        return self._counted(groups_statement(query))

    def values(self, query: ListQuery, column: str) -> list[Counted]:
        """See ports.Lists."""
        return self._counted(values_statement(query, column))

    def _counted(self, statement: Statement | None) -> list[Counted]:
        if statement is None:
            return []
        cursor = self._connect().cursor()
        return [Counted(*row) for row in cursor.execute(statement.sql, statement.parameters)]

    def condition(self, query: ListQuery) -> tuple[str, tuple[Any, ...]]:
        """The SQL condition of a query over the table alias `r`, and its parameters."""
        return condition(query)

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        """See ports.Lists."""
        table = TABLES[kind]
        found: dict[int, Any] = {}
        cursor = self._connect().cursor()
        make = _ROW_MAKERS[table]
        for start in range(0, len(keys), _BLOCK):
            chunk = tuple(keys[start : start + _BLOCK])
            marks = ",".join("?" * len(chunk))
            sql = (
                f"SELECT {_SELECTS[table]} FROM {quoted(table)} r WHERE r.seq IN ({marks}) AND r.deleted = ''"
            )
            for row in cursor.execute(sql, chunk):
                found[row[0]] = make(row)
        return [found[key] for key in keys if key in found]

    def key_of(self, kind: ListKind, record_id: UUID) -> int | None:
        """See ports.Lists."""
        row = (
            self._connect()
            .exec_driver_sql(
                f"SELECT seq FROM {quoted(TABLES[kind])} WHERE id=? AND deleted=''", (record_id.bytes,)
            )
            .fetchone()
        )
        return None if row is None else int(row[0])

    def count(self, kind: ListKind) -> int:
        """See ports.Lists."""
        where, parameters = condition(ListQuery(kind))
        sql = f"SELECT count(*) FROM {quoted(TABLES[kind])} r WHERE {where}"
        return int(self._connect().exec_driver_sql(sql, parameters).scalar() or 0)

    # --- search ---------------------------------------------------------------------------------

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
        """See ports.Lists."""
        return self._search.hits(text, kinds, limit)

    def hits_by_id(self, records: Sequence[tuple[str, UUID]]) -> list[SearchHit]:
        """See ports.Lists."""
        return self._search.hits_by_id(records)

    def prepare_search(self) -> None:
        """See ports.Lists."""
        self._search.prepare()

    # --- choosing -------------------------------------------------------------------------------

    def choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """See ports.Lists."""
        if text.strip() and kind in SEARCHED:
            found = self._choices_by(kind, "seq", self._search.keys(kind, text, limit))
            typed = collation_key(text)
            return sorted(found, key=lambda c: not collation_key(c.name).startswith(typed))
        column = _NAME_KEYS.get(kind, "seq")
        rows = (
            self._connect()
            .exec_driver_sql(
                f"SELECT seq FROM {quoted(kind)} WHERE deleted='' ORDER BY {column} LIMIT ?", (limit,)
            )
            .fetchall()
        )
        return self._choices_by(kind, "seq", [row[0] for row in rows])

    def similar_choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """See ports.Lists."""
        if not text.strip() or kind not in SEARCHED:
            return []
        return self._choices_by(kind, "seq", self._search.similar_keys(kind, text, limit))

    def choices_by_id(self, kind: str, ids: Sequence[UUID]) -> list[Choice]:
        """See ports.Lists."""
        return self._choices_by(kind, "id", [record_id.bytes for record_id in ids])

    def _choices_by(self, kind: str, column: str, values: Sequence[Any]) -> list[Choice]:
        name, detail = _CHOICES[kind]
        found: dict[Any, Choice] = {}
        sql = self._connect().exec_driver_sql
        for start in range(0, len(values), _BLOCK):
            chunk = tuple(values[start : start + _BLOCK])
            marks = ",".join("?" * len(chunk))
            for row in sql(
                f"SELECT r.{column}, r.id, {name}, {detail} FROM {quoted(kind)} r"
                f" WHERE r.{column} IN ({marks})",
                chunk,
            ).fetchall():
                found[row[0]] = Choice(UUID(bytes=bytes(row[1])), row[2], row[3])
        return [found[value] for value in values if value in found]


_NAME_KEYS = {
    "person": "family_name_key, given_name_key",
    "organisation": "name_key",
    "city": "name_key",
    "event": "when_sort DESC",
    "series": "name_key",
    "project": "name_key",
    "tag": '"group", name_key',
}
_CHOICES: dict[str, tuple[str, str]] = {
    "event": ("r.title", "r.when_start"),
    "person": ("coalesce(nullif(trim(r.given_name || ' ' || r.family_name), ''), r.email)", ORGANISATION),
    "organisation": ("r.name", "r.short_name"),
    "city": ("r.name", "r.country"),
    "series": ("r.name", "''"),
    "project": ("coalesce(nullif(r.acronym, ''), r.name)", "r.name"),
    "tag": ("r.name", 'r."group"'),
    "action": ("r.text", EVENT_TITLE),
    "decision": ("r.text", EVENT_TITLE),
    "interaction": ("r.subject", "r.when_start"),
}


def _event_row(row: Sequence[Any]) -> EventRow:
    when = when_from_columns(row[5], row[6], row[7], row[8])
    return EventRow(UUID(bytes=row[1]), row[2], row[3], row[4], when, *row[9:16])


def _action_row(row: Sequence[Any]) -> ActionRow:
    due = date.fromisoformat(row[5]) if row[5] else None
    event = UUID(bytes=row[8]) if row[8] else None
    return ActionRow(UUID(bytes=row[1]), row[2], row[3], row[4], due, row[6], row[7], event, row[9])


def _decision_row(row: Sequence[Any]) -> DecisionRow:
    day = date.fromisoformat(row[5]) if row[5] else None
    return DecisionRow(UUID(bytes=row[1]), row[2], row[3], row[4], day, row[6], UUID(bytes=row[7]), row[8])


_ROW_MAKERS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "event": _event_row,
    "person": lambda row: PersonRow(UUID(bytes=row[1]), *row[2:12]),
    "organisation": lambda row: OrganisationRow(UUID(bytes=row[1]), *row[2:11]),
    "action": _action_row,
    "decision": _decision_row,
}
