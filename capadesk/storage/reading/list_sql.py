"""The statements of the lists: what orders and groups the rows of the table alias `r`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from capadesk.services.ports import SortKey
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.reading.list_conditions import TABLES, Statement, condition
from capadesk.storage.reading.row_expressions import (
    ACTIONS_OPEN,
    ATTENDED,
    CITY_KEY,
    EVENT_TAGS,
    EVENT_TITLE,
    ORGANISATION_KEY,
    ORGANISATION_TAGS,
    ORGANISERS,
    OWNER,
    PERSON_TAGS,
    POSITION,
)

if TYPE_CHECKING:
    from capadesk.services.ports import ListQuery

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
        "tags": EVENT_TAGS,
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
        "tags": PERSON_TAGS,
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
        "tags": ORGANISATION_TAGS,
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
        f"SELECT value, number FROM (SELECT {expression} AS value, count(*) AS number"
        f" FROM {quoted(table)} r WHERE {where} GROUP BY 1) found ORDER BY {order}"
    )
    return Statement(sql, (*parameters, *more))


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
