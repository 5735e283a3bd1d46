"""What narrows a list, as SQL over the table alias `r`, and the values that it can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList, KindFamily
from capadesk.services.ports import ListKind
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.reading.row_expressions import OWNER
from capadesk.storage.reading.search_index import KIND_BITS, KIND_NUMBERS, SEQ_MASK, match_expression

if TYPE_CHECKING:
    from capadesk.services.ports import ListQuery

TABLES = {
    ListKind.EVENTS: "event",
    ListKind.MEETINGS: "event",
    ListKind.CALENDAR: "event",
    ListKind.PEOPLE: "person",
    ListKind.ORGANISATIONS: "organisation",
    ListKind.ACTIONS: "action",
    ListKind.DECISIONS: "decision",
}

_TAG_NAMES = (
    "SELECT t.{link} FROM tagging t JOIN tag g ON g.id = t.tag_id"
    " WHERE t.deleted = '' AND g.deleted = '' AND t.{link} IS NOT NULL AND g.name IN ({marks})"
)
_PROJECT_NAME = "coalesce(nullif(j.acronym, ''), j.name)"
_CITIES = "r.city_id IN (SELECT c.id FROM city c WHERE c.name IN ({marks}))"
# People are found by where they are now, and by what the list shows of them.
_PLACES = "a.deleted = '' AND (a.end IS NULL OR a.is_main <> 0)"
_FILTERS: dict[str, dict[str, str]] = {
    "event": {
        **{column: f"r.{column} IN ({{marks}})" for column in ("kind", "status", "mode", "country")},
        "city": _CITIES,
        "tag": f"r.id IN ({_TAG_NAMES.replace('{link}', 'event_id')})",
        "series": "r.series_id IN (SELECT s.id FROM series s WHERE s.deleted = '' AND s.name IN ({marks}))",
        "project": (
            f"r.project_id IN (SELECT j.id FROM project j WHERE j.deleted = '' AND {_PROJECT_NAME}"
            " IN ({marks}))"
        ),
    },
    "person": {
        "country": "r.country IN ({marks})",
        "city": _CITIES,
        "organisation": (
            "r.id IN (SELECT a.person_id FROM affiliation a JOIN organisation o ON o.id = a.organisation_id"
            f" WHERE {_PLACES} AND o.deleted = '' AND o.name IN ({{marks}}))"
        ),
        "tag": f"r.id IN ({_TAG_NAMES.replace('{link}', 'person_id')})",
        "organisation_tag": (
            f"r.id IN (SELECT a.person_id FROM affiliation a WHERE {_PLACES} AND a.organisation_id IN"
            f" ({_TAG_NAMES.replace('{link}', 'organisation_id')}))"
        ),
    },
    "organisation": {
        **{column: f"r.{column} IN ({{marks}})" for column in ("helix", "level", "country")},
        "city": _CITIES,
        "tag": f"r.id IN ({_TAG_NAMES.replace('{link}', 'organisation_id')})",
    },
    "action": {
        **{column: f"r.{column} IN ({{marks}})" for column in ("status", "priority")},
        "owner": f"{OWNER} IN ({{marks}})",
    },
    "decision": {"status": "r.status IN ({marks})"},
}
_LINKS = ("city", "series", "project")
"""Columns that are a link of the row: "" among their values means none."""
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
    ("event", "series"): ("s.name", "JOIN series s ON s.id = r.series_id AND s.deleted = ''"),
    ("event", "project"): (_PROJECT_NAME, "JOIN project j ON j.id = r.project_id AND j.deleted = ''"),
    ("action", "owner"): (OWNER, ""),
    ("event", "tag"): ("g.name", _TAGGED.format(link="event_id", one="r.id")),
    ("organisation", "tag"): ("g.name", _TAGGED.format(link="organisation_id", one="r.id")),
    ("person", "organisation"): (
        "o.name",
        f"{_AFFILIATED} JOIN organisation o ON o.id = a.organisation_id AND o.deleted = ''",
    ),
    ("person", "tag"): ("g.name", _TAGGED.format(link="person_id", one="r.id")),
    ("person", "organisation_tag"): (
        "g.name",
        f"{_AFFILIATED} {_TAGGED.format(link='organisation_id', one='a.organisation_id')}",
    ),
}
_PERIODS = {
    "event": ("r.when_first_day", "r.when_last_day"),
    "action": ("r.due", "r.due"),
    "decision": ("r.decided_on", "r.decided_on"),
}


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
        part = _FILTERS[table][column].format(marks=", ".join("?" * len(values)))
        parts.append(f"({part} OR r.{column}_id IS NULL)" if "" in values and column in _LINKS else part)
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
            parts.append("1 = 0")
        else:
            low = KIND_NUMBERS[table] << KIND_BITS
            parts.append(
                f"r.seq IN (SELECT rowid & {SEQ_MASK} FROM search WHERE search MATCH ?"
                f" AND rowid BETWEEN {low} AND {low | SEQ_MASK})"
            )
            parameters.append(match)
    return " AND ".join(parts), tuple(parameters)


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
