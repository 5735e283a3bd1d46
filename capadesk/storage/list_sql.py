"""The statements of the lists: what narrows, orders, groups and counts the rows of the table alias `r`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList, KindFamily
from capadesk.services.ports import ListKind, ListQuery, SortKey
from capadesk.storage.record_mapper import quoted
from capadesk.storage.row_expressions import (
    ACTIONS_OPEN,
    ATTENDED,
    CITY_KEY,
    EVENT_TITLE,
    ORGANISATION_KEY,
    ORGANISERS,
    OWNER,
    POSITION,
)
from capadesk.storage.search_index import KIND_BITS, KIND_NUMBERS, SEQ_MASK, match_expression

TABLES = {
    ListKind.EVENTS: "event",
    ListKind.MEETINGS: "event",
    ListKind.CALENDAR: "event",
    ListKind.PEOPLE: "person",
    ListKind.ORGANISATIONS: "organisation",
    ListKind.ACTIONS: "action",
    ListKind.DECISIONS: "decision",
}
PERSON_EVENTS = (
    "(SELECT count(DISTINCT p.event_id) FROM participation p WHERE p.person_id = r.id AND p.deleted = '')"
)
ORGANISATION_EVENTS = (
    "(SELECT count(DISTINCT p.event_id) FROM participation p"
    " WHERE p.organisation_id = r.id AND p.deleted = '')"
)
ORGANISATION_PEOPLE = (
    "(SELECT count(DISTINCT a.person_id) FROM affiliation a"
    " WHERE a.organisation_id = r.id AND a.deleted = '')"
)
# What has no date stands last in either direction: its sort key is the last of all, so that only the
# descending order needs the first part, which `ix_event_newest` holds.
_NEWEST = "(r.when_precision = 'unknown'), r.when_sort"
SORTS: dict[str, dict[str, str]] = {
    "event": {
        "title": "r.title_key",
        "when": "r.when_sort",
        "kind": "r.kind",
        "status": "r.status",
        "mode": "r.mode",
        "country": "r.country",
        "city": CITY_KEY,
        "organisers": ORGANISERS,
        "attended": ATTENDED,
        "actions_open": ACTIONS_OPEN,
    },
    "person": {
        "name": "r.family_name_key {d}, r.given_name_key {d}",
        "family_name": "r.family_name_key {d}, r.given_name_key {d}",
        "given_name": "r.given_name_key",
        "email": "r.email",
        "phone": "r.phone",
        "country": "r.country",
        "city": CITY_KEY,
        "organisation": ORGANISATION_KEY,
        "position": POSITION,
        "events": PERSON_EVENTS,
    },
    "organisation": {
        "name": "r.name_key",
        "short_name": "r.short_name",
        "helix": "r.helix",
        "level": "r.level",
        "country": "r.country",
        "city": CITY_KEY,
        "people": ORGANISATION_PEOPLE,
        "events": ORGANISATION_EVENTS,
    },
    "action": {
        "due": "r.due {d} NULLS LAST",
        "text": "r.text",
        "number": "r.number",
        "status": "r.status",
        "priority": "r.priority",
        "owner": OWNER,
        "event_title": EVENT_TITLE,
    },
    "decision": {
        "decided_on": "r.decided_on {d} NULLS LAST",
        "number": "r.number",
        "text": "r.text",
        "decided_by": "r.decided_by",
        "status": "r.status",
        "event_title": EVENT_TITLE,
    },
}
"""The expression of each heading; `{d}` stands for the direction where it is not simply the last word."""

_DEFAULT_SORTS = {
    "event": f"{_NEWEST} DESC",
    "person": "r.family_name_key, r.given_name_key",
    "organisation": "r.name_key",
    "action": "r.due NULLS LAST",
    "decision": "r.decided_on DESC NULLS LAST",
}
_TAG_NAMES = (
    "SELECT t.{link} FROM tagging t JOIN tag g ON g.id = t.tag_id"
    " WHERE t.deleted = '' AND g.deleted = '' AND t.{link} IS NOT NULL AND g.name IN ({marks})"
)
_CITIES = "r.city_id IN (SELECT c.id FROM city c WHERE c.name IN ({marks}))"
# People are found by where they are now, and by what the list shows of them.
_PLACES = "a.deleted = '' AND (a.end IS NULL OR a.is_main)"
_FILTERS: dict[str, dict[str, str]] = {
    "event": {
        **{column: f"r.{column} IN ({{marks}})" for column in ("kind", "status", "mode", "country")},
        "city": _CITIES,
        "tag": f"r.id IN ({_TAG_NAMES.replace('{link}', 'event_id')})",
    },
    "person": {
        "country": "r.country IN ({marks})",
        "city": _CITIES,
        "organisation": (
            "r.id IN (SELECT a.person_id FROM affiliation a JOIN organisation o ON o.id = a.organisation_id"
            f" WHERE {_PLACES} AND o.deleted = '' AND o.name IN ({{marks}}))"
        ),
        "tag": (
            f"r.id IN (SELECT a.person_id FROM affiliation a WHERE {_PLACES} AND a.organisation_id IN"
            f" ({_TAG_NAMES.replace('{link}', 'organisation_id')}))"
        ),
    },
    "organisation": {
        **{column: f"r.{column} IN ({{marks}})" for column in ("helix", "level", "country")},
        "city": _CITIES,
        "tag": f"r.id IN ({_TAG_NAMES.replace('{link}', 'organisation_id')})",
    },
    "action": {column: f"r.{column} IN ({{marks}})" for column in ("status", "priority")},
    "decision": {"status": "r.status IN ({marks})"},
}
_TAGGED = (
    "JOIN tagging t ON t.{link} = {one} AND t.deleted = '' JOIN tag g ON g.id = t.tag_id AND g.deleted = ''"
)
_AFFILIATED = f"JOIN affiliation a ON a.person_id = r.id AND {_PLACES}"
# Where the values of a filter are not a column of the row: their name, and what leads to it.
_VALUES: dict[tuple[str, str], tuple[str, str]] = {
    **{
        (table, "city"): ("c.name", "JOIN city c ON c.id = r.city_id")
        for table in ("event", "person", "organisation")
    },
    ("event", "tag"): ("g.name", _TAGGED.format(link="event_id", one="r.id")),
    ("organisation", "tag"): ("g.name", _TAGGED.format(link="organisation_id", one="r.id")),
    ("person", "organisation"): (
        "o.name",
        f"{_AFFILIATED} JOIN organisation o ON o.id = a.organisation_id AND o.deleted = ''",
    ),
    ("person", "tag"): (
        "g.name",
        f"{_AFFILIATED} {_TAGGED.format(link='organisation_id', one='a.organisation_id')}",
    ),
}
_PERIODS = {
    "event": ("r.when_first_day", "r.when_last_day"),
    "action": ("r.due", "r.due"),
    "decision": ("r.decided_on", "r.decided_on"),
}
_GROUPS: dict[tuple[str, str], str] = {
    ("event", "month"): (
        "CASE r.when_precision WHEN 'unknown' THEN '' WHEN 'year' THEN substr(r.when_first_day, 1, 4)"
        " ELSE substr(r.when_first_day, 1, 7) END"
    ),
    ("action", "month"): "coalesce(substr(r.due, 1, 7), '')",
    ("decision", "month"): "coalesce(substr(r.decided_on, 1, 7), '')",
    **{(table, "country"): "r.country" for table in ("event", "person", "organisation")},
}
_DATE_SORTS = {"event": ("when", True), "action": ("due", False), "decision": ("decided_on", True)}
"""By which heading a list runs through time, and whether backwards unless its order says otherwise."""

_WALKED = {
    "event": ("kind", "status", "country"),
    "person": ("country",),
    "organisation": ("helix", "level", "country"),
    "action": ("status",),
}
"""Columns with an index that an ordered list can walk value by value."""

_WITHIN = {
    ("event", "status"): "r.when_last_day DESC, r.when_first_day DESC, r.when_sort DESC",
    ("event", "country"): "r.kind, r.when_precision, r.when_sort",
    ("action", "status"): "r.due NULLS LAST",
}
"""How the rows of one value stand in its index: taken so if no other heading decides, nothing is sorted."""


_SORTED_APART = {
    "event": {"mode"},
    "person": {"given_name", "phone"},
    "organisation": {"short_name"},
    "action": {"text", "number", "priority"},
}
"""Columns without an index, and so cheap to compare that finding the first rows beforehand is worth it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its parameters."""

    sql: str
    parameters: tuple[Any, ...]


def condition(query: ListQuery) -> tuple[str, tuple[Any, ...]]:
    """What narrows the rows; KeyError for a column that the list cannot be filtered by."""
    table = TABLES[query.kind]
    parts: list[str] = ["r.deleted = ''"]
    parameters: list[Any] = []
    if query.kind in (ListKind.EVENTS, ListKind.MEETINGS):
        is_in = "IN" if query.kind is ListKind.MEETINGS else "NOT IN"
        parts.append(
            f"r.kind {is_in} (SELECT k.code FROM code_item k WHERE k.code_list = ? AND k.family = ?)"
        )
        parameters += [CodeList.EVENT_KIND.value, KindFamily.MEETING.value]
    for column, values in query.equal.items():
        parts.append(_FILTERS[table][column].format(marks=", ".join("?" * len(values))))
        parameters += list(values)
    if table in _PERIODS:
        first, last = _PERIODS[table]
        for day, expression, compare in (
            (query.last_day, first, "<="),
            (query.first_day, last, ">="),
            (query.over_before, last, "<"),
            (query.overdue_on if table == "action" else None, last, "<"),
        ):
            if day is not None:
                parts.append(f"{expression} {compare} ? AND {expression} <> ''")
                parameters.append(day.isoformat())
    if query.overdue_on is not None and table == "action":
        parts.append(f"r.status IN ({', '.join('?' * len(OPEN_ACTION_STATUSES))})")
        parameters += sorted(OPEN_ACTION_STATUSES)
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


def keys_statement(query: ListQuery) -> Statement:
    """The keys of all rows in order."""
    table = TABLES[query.kind]
    where, parameters = condition(query)
    order, more = _order(table, query)
    return Statement(
        f"SELECT r.seq FROM {quoted(table)} r WHERE {where} ORDER BY {order}", (*parameters, *more)
    )


def beginning_statement(query: ListQuery, count: int) -> Statement | None:
    """The first keys alone, where that is much quicker than all; None elsewhere."""
    is_plain = bool(query.sort) and not query.group and not query.text.strip()
    if not is_plain or query.sort[0].column not in _SORTED_APART.get(TABLES[query.kind], ()):
        return None
    whole = keys_statement(query)
    return Statement(f"{whole.sql} LIMIT {count}", whole.parameters)


def walked_column(query: ListQuery) -> tuple[str, bool] | None:
    """The column whose values, one after the other, give the order; and whether it is taken backwards.

    Then the first rows are there at once: its index finds them, and nothing needs sorting. Not where finding
    the rows of one value costs as much as finding all.
    """
    if query.text.strip() or not set(query.equal) <= {"kind", "status", "country", "helix", "level"}:
        return None
    table = TABLES[query.kind]
    first = SortKey("country") if query.group == "country" else next(iter(query.sort), None)
    if first is None or first.column not in query.ranks or first.column not in _WALKED.get(table, ()):
        return None
    return None if query.group == "month" else (first.column, first.descending)


def walked_values_statement(table: str, column: str) -> Statement:
    """The different values of an indexed column, each found by one step through the index."""
    source = quoted(table)
    return Statement(
        f"WITH RECURSIVE v(x) AS (SELECT min({column}) FROM {source} UNION ALL SELECT"
        f" (SELECT min({column}) FROM {source} WHERE {column} > v.x) FROM v WHERE v.x IS NOT NULL)"
        " SELECT x FROM v WHERE x IS NOT NULL",
        (),
    )


def in_order(values: Sequence[str], ranked: Sequence[str], *, descending: bool) -> list[str]:
    """Values as they are ranked, then those without a rank; nothing at all stands last."""
    places = {value: place for place, value in enumerate(ranked)}
    known = sorted((v for v in values if v), key=lambda v: (places.get(v, len(places)), v))
    return [*(reversed(known) if descending else known), *(v for v in values if not v)]


def walked_statements(query: ListQuery, column: str, values: Sequence[str]) -> Iterator[Statement]:
    """The keys of the rows with each of these values, in order."""
    rest = replace(
        query,
        sort=tuple(key for key in query.sort if key.column != column),
        group="" if column == query.group else query.group,
    )
    table = TABLES[query.kind]
    where, parameters = condition(query)
    order, more = _order(table, rest, or_default=query.group == column)
    if not rest.sort and query.group != column:
        order = _WITHIN.get((table, column), order)
    sql = f"SELECT r.seq FROM {quoted(table)} r WHERE r.{column} = ? AND {where} ORDER BY {order}"
    for value in values:
        yield Statement(sql, (value, *parameters, *more))


def groups_statement(query: ListQuery) -> Statement | None:
    """Each group's value and how many rows it has, in the order of the list; None without groups."""
    table = TABLES[query.kind]
    expression = _GROUPS.get((table, query.group))
    if expression is None:
        return None
    where, parameters = condition(query)
    order, more = _group_order(table, query, "value")
    sql = (
        f"SELECT {expression} AS value, count(*) FROM {quoted(table)} r WHERE {where}"
        f" GROUP BY 1 ORDER BY {order}"
    )
    return Statement(sql, (*parameters, *more))


def values_statement(query: ListQuery, column: str) -> Statement:
    """The values that occur in a column to filter by, and how many rows of the query have each."""
    table = TABLES[query.kind]
    if column not in _FILTERS[table]:
        raise KeyError(column)
    where, parameters = condition(query)
    name, join = _VALUES.get((table, column), (f"r.{column}", ""))
    count = "count(DISTINCT r.seq)" if join else "count(*)"
    sql = f"SELECT {name}, {count} FROM {quoted(table)} r {join} WHERE {where} GROUP BY 1"
    return Statement(sql, parameters)


def _order(table: str, query: ListQuery, *, or_default: bool = True) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = []
    parameters: list[Any] = []
    group = _GROUPS.get((table, query.group))
    if group is not None:
        order, more = _group_order(table, query, group)
        parts.append(order)
        parameters += more
    is_default = or_default
    for key in query.sort:
        expression = SORTS[table].get(key.column)
        if expression is None:
            continue
        is_default = False
        direction = "DESC" if key.descending else "ASC"
        if key.column in query.ranks:
            order, more = _ranked(expression, query.ranks, key.column, direction)
            parts.append(order)
            parameters += more
        elif key.column == "when" and key.descending:
            parts.append(f"{_NEWEST} DESC")
        else:
            whole = expression if "{d}" in expression else expression + " {d}"
            parts.append(whole.replace("{d}", direction))
    if is_default:
        parts.append(_DEFAULT_SORTS[table])
    # Only where two statements must agree on what is equal: an index need not end with the key of the row.
    if not parts or (query.sort and query.sort[0].column in _SORTED_APART.get(table, ())):
        parts.append("+r.seq" if parts else "r.seq")
    return ", ".join(parts), tuple(parameters)


def _group_order(table: str, query: ListQuery, expression: str) -> tuple[str, list[Any]]:
    if query.group == "country":
        return _ranked(expression, query.ranks, "country", "ASC")
    heading, descending = _DATE_SORTS[table]
    for key in query.sort:
        if key.column == heading:
            descending = key.descending
    return f"{expression} = '', {expression} {'DESC' if descending else 'ASC'}", []


def _ranked(
    expression: str, ranks: Mapping[str, Sequence[str]], column: str, direction: str
) -> tuple[str, list[Any]]:
    if column not in ranks:
        return f"{expression} = '', {expression} {direction}", []
    # The place of the code in the text that holds them all: quicker than as many comparisons.
    place = f"nullif(instr(?, '|' || {expression} || '|'), 0)"
    codes = "|".join(["", *ranks[column], ""])
    return (
        f"{expression} = '', coalesce({place}, 1000000) {direction}, {expression} {direction}",
        [codes],
    )
