"""Reading for lists: keys in order first, then the rows of a block; sorting and filtering are SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from capadesk.domain.codes import CodeList, KindFamily
from capadesk.domain.folding import collation_key
from capadesk.services.ports import (
    ActionRow,
    Choice,
    DecisionRow,
    EventRow,
    ListKind,
    ListQuery,
    OrganisationRow,
    PersonRow,
    SearchHit,
)
from capadesk.storage.codecs import when_from_columns
from capadesk.storage.record_mapper import quoted
from capadesk.storage.record_search import RecordSearch
from capadesk.storage.row_expressions import (
    CITY,
    CITY_KEY,
    EVENT_TITLE,
    ORGANISATION,
    ORGANISATION_KEY,
    OWNER,
    POSITION,
)
from capadesk.storage.search_index import KIND_BITS, KIND_NUMBERS, SEARCHED, SEQ_MASK, match_expression

_TABLES = {
    ListKind.EVENTS: "event",
    ListKind.MEETINGS: "event",
    ListKind.CALENDAR: "event",
    ListKind.PEOPLE: "person",
    ListKind.ORGANISATIONS: "organisation",
    ListKind.ACTIONS: "action",
    ListKind.DECISIONS: "decision",
}

# The unary plus keeps SQLite from searching by whom the participation names: the event is far narrower.
_ORGANISERS = (
    "coalesce((SELECT group_concat(name, ', ') FROM (SELECT coalesce(nullif(o.short_name, ''), o.name)"
    " AS name"
    " FROM participation p JOIN organisation o ON o.id = p.organisation_id"
    " WHERE p.event_id = r.id AND p.deleted = '' AND +p.person_id IS NULL"
    " AND p.role IN ('organiser', 'co_organiser') ORDER BY p.role DESC, o.name_key)), '')"
)
_ATTENDED = (
    "(SELECT count(*) FROM participation p WHERE p.event_id = r.id AND p.deleted = ''"
    " AND +p.person_id IS NOT NULL AND p.status = 'attended')"
    " + (SELECT coalesce(sum(h.count), 0) FROM head_count h WHERE h.event_id = r.id AND h.deleted = '')"
)
_ACTIONS_OPEN = (
    "(SELECT count(*) FROM action a WHERE a.event_id = r.id AND a.deleted = ''"
    " AND a.status IN ('open', 'in_progress'))"
)

_EVENT_COLUMNS = (
    "r.seq, r.id, r.title, r.kind, r.status, r.when_precision, r.when_start, r.when_end, r.when_zone, r.mode,"
    f" {CITY}, r.country, {_ORGANISERS}, {_ATTENDED}, {_ACTIONS_OPEN}"
)
_SELECTS: dict[str, str] = {
    "event": _EVENT_COLUMNS,
    "person": (
        "r.seq, r.id, r.given_name, r.family_name, r.email, coalesce(nullif(r.phone, ''), r.mobile),"
        f" {ORGANISATION}, {POSITION}, {CITY}, r.country,"
        " (SELECT count(DISTINCT p.event_id) FROM participation p"
        "  WHERE p.person_id = r.id AND p.deleted = '')"
    ),
    "organisation": (
        f"r.seq, r.id, r.name, r.short_name, r.helix, r.level, {CITY}, r.country,"
        " (SELECT count(DISTINCT a.person_id) FROM affiliation a"
        "  WHERE a.organisation_id = r.id AND a.deleted = ''),"
        " (SELECT count(DISTINCT p.event_id) FROM participation p"
        "  WHERE p.organisation_id = r.id AND p.deleted = '')"
    ),
    "action": (
        f"r.seq, r.id, r.number, r.text, {OWNER}, r.due, r.priority, r.status, r.event_id, {EVENT_TITLE}"
    ),
    "decision": (
        f"r.seq, r.id, r.number, r.text, r.decided_by, r.decided_on, r.status, r.event_id, {EVENT_TITLE}"
    ),
}

_SORTS: dict[str, dict[str, str]] = {
    "event": {
        "title": "r.title_key",
        "when": "r.when_precision = 'unknown' ASC, r.when_sort",
        "kind": "r.kind",
        "status": "r.status",
        "mode": "r.mode",
        "country": "r.country",
        "city": CITY_KEY,
        "organisers": _ORGANISERS,
        "attended": _ATTENDED,
        "actions_open": _ACTIONS_OPEN,
    },
    "person": {
        "name": "r.family_name_key {d}, r.given_name_key",
        "family_name": "r.family_name_key {d}, r.given_name_key",
        "given_name": "r.given_name_key",
        "email": "r.email",
        "phone": "r.phone",
        "country": "r.country",
        "city": CITY_KEY,
        "organisation": ORGANISATION_KEY,
        "position": POSITION,
    },
    "organisation": {
        "name": "r.name_key",
        "short_name": "r.short_name",
        "helix": "r.helix",
        "level": "r.level",
        "country": "r.country",
        "city": CITY_KEY,
    },
    "action": {
        "due": "r.due IS NULL, r.due",
        "text": "r.text",
        "number": "r.number",
        "status": "r.status",
        "priority": "r.priority",
        "owner": OWNER,
        "event_title": EVENT_TITLE,
    },
    "decision": {
        "decided_on": "r.decided_on IS NULL, r.decided_on",
        "number": "r.number",
        "text": "r.text",
        "decided_by": "r.decided_by",
        "status": "r.status",
        "event_title": EVENT_TITLE,
    },
}
_SORTS["person"]["events"] = (
    "(SELECT count(DISTINCT p.event_id) FROM participation p WHERE p.person_id = r.id AND p.deleted = '')"
)
_SORTS["organisation"]["people"] = (
    "(SELECT count(DISTINCT a.person_id) FROM affiliation a"
    " WHERE a.organisation_id = r.id AND a.deleted = '')"
)
_SORTS["organisation"]["events"] = (
    "(SELECT count(DISTINCT p.event_id) FROM participation p"
    " WHERE p.organisation_id = r.id AND p.deleted = '')"
)
_DEFAULT_SORTS = {
    "event": "r.when_precision = 'unknown', r.when_sort DESC",
    "person": "r.family_name_key, r.given_name_key",
    "organisation": "r.name_key",
    "action": "r.due IS NULL, r.due",
    "decision": "r.decided_on DESC",
}
_FILTERS: dict[str, dict[str, str]] = {
    "event": {c: f"r.{c}" for c in ("kind", "status", "mode", "country")} | {"city": CITY},
    "person": {"country": "r.country", "city": CITY, "organisation": ORGANISATION},
    "organisation": {c: f"r.{c}" for c in ("helix", "level", "country")} | {"city": CITY},
    "action": {c: f"r.{c}" for c in ("status", "priority")},
    "decision": {"status": "r.status"},
}
_PERIODS = {
    "event": ("r.when_first_day", "r.when_last_day"),
    "action": ("r.due", "r.due"),
    "decision": ("r.decided_on", "r.decided_on"),
}
_BLOCK = 500


class SqlLists:
    """Implements ports.Lists; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._search = RecordSearch(connect)

    def keys(self, query: ListQuery) -> Sequence[int]:
        """See ports.Lists."""
        condition, parameters = self.condition(query)
        table = _TABLES[query.kind]
        order = self._order(table, query)
        sql = f"SELECT r.seq FROM {quoted(table)} r WHERE {condition} ORDER BY {order}"
        cursor = self._connect().connection.cursor()
        return [row[0] for row in cursor.execute(sql, parameters)]

    def condition(self, query: ListQuery) -> tuple[str, tuple[Any, ...]]:
        """The SQL condition of a query over the table alias `r`, and its parameters."""
        table = _TABLES[query.kind]
        parts, parameters = ["r.deleted = ''"], []
        if query.kind in (ListKind.EVENTS, ListKind.MEETINGS):
            is_in = "IN" if query.kind is ListKind.MEETINGS else "NOT IN"
            parts.append(
                f"r.kind {is_in} (SELECT k.code FROM code_item k WHERE k.code_list = ? AND k.family = ?)"
            )
            parameters += [CodeList.EVENT_KIND.value, KindFamily.MEETING.value]
        for column, values in query.equal.items():
            expression = _FILTERS[table][column]
            parts.append(f"{expression} IN ({', '.join('?' * len(values))})")
            parameters += list(values)
        if table in _PERIODS:
            first, last = _PERIODS[table]
            if query.last_day is not None:
                parts.append(f"{first} <= ? AND {first} <> ''")
                parameters.append(query.last_day.isoformat())
            if query.first_day is not None:
                parts.append(f"{last} >= ? AND {last} <> ''")
                parameters.append(query.first_day.isoformat())
        if query.text.strip():
            match = match_expression(query.text)
            if not match:
                parts.append("0")
            else:
                low = KIND_NUMBERS[table] << KIND_BITS
                parts.append(
                    f"r.seq IN (SELECT rowid & {SEQ_MASK} FROM search WHERE search MATCH ?"
                    f" AND rowid BETWEEN {low} AND {low | SEQ_MASK})"
                )
                parameters.append(match)
        return " AND ".join(parts), tuple(parameters)

    def _order(self, table: str, query: ListQuery) -> str:
        parts = []
        for key in query.sort:
            expression = _SORTS[table].get(key.column)
            if expression is None:
                continue
            direction = "DESC" if key.descending else "ASC"
            parts.append(f"{expression.replace('{d}', direction)} {direction}")
        return ", ".join([*(parts or [_DEFAULT_SORTS[table]]), "r.seq"])

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        """See ports.Lists."""
        table = _TABLES[kind]
        found: dict[int, Any] = {}
        cursor = self._connect().connection.cursor()
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
                f"SELECT seq FROM {quoted(_TABLES[kind])} WHERE id=? AND deleted=''", (record_id.bytes,)
            )
            .fetchone()
        )
        return None if row is None else int(row[0])

    def count(self, kind: ListKind) -> int:
        """See ports.Lists."""
        condition, parameters = self.condition(ListQuery(kind))
        sql = f"SELECT count(*) FROM {quoted(_TABLES[kind])} r WHERE {condition}"
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
    return EventRow(UUID(bytes=row[1]), row[2], row[3], row[4], when, *row[9:15])


def _action_row(row: Sequence[Any]) -> ActionRow:
    due = date.fromisoformat(row[5]) if row[5] else None
    event = UUID(bytes=row[8]) if row[8] else None
    return ActionRow(UUID(bytes=row[1]), row[2], row[3], row[4], due, row[6], row[7], event, row[9])


def _decision_row(row: Sequence[Any]) -> DecisionRow:
    day = date.fromisoformat(row[5]) if row[5] else None
    return DecisionRow(UUID(bytes=row[1]), row[2], row[3], row[4], day, row[6], UUID(bytes=row[7]), row[8])


_ROW_MAKERS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "event": _event_row,
    "person": lambda row: PersonRow(UUID(bytes=row[1]), *row[2:11]),
    "organisation": lambda row: OrganisationRow(UUID(bytes=row[1]), *row[2:10]),
    "action": _action_row,
    "decision": _decision_row,
}
