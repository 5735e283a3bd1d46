"""Short readings for the overview: a few statements, each answered by an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from capadesk.domain.codes import OPEN_ACTION_STATUSES, ParticipationStatus
from capadesk.services.ports import ActionRow, OverviewEvent, OverviewFigures, Statuses
from capadesk.storage.database.codecs import when_from_columns

# A loose scan: each status (or kind) that occurs, found by one step into the index.
_STATUSES = (
    "WITH RECURSIVE found(status) AS (SELECT min(status) FROM event UNION ALL"
    " SELECT (SELECT min(e.status) FROM event e WHERE e.status > found.status) FROM found"
    " WHERE found.status IS NOT NULL) SELECT status FROM found WHERE status IS NOT NULL"
)
_KINDS = _STATUSES.replace("status", "kind")
_COUNTED = "EXISTS (SELECT 1 FROM head_count h WHERE h.event_id = r.id AND h.deleted = '' AND h.count > 0)"
_EVENT = (
    "SELECT r.seq, r.id, r.title, r.kind, r.status,"
    " r.when_precision, r.when_start, r.when_end, r.when_zone, r.mode,"
    " coalesce((SELECT c.name FROM city c WHERE c.id = r.city_id), ''), r.country,"
    " r.venue <> '' OR r.city_id IS NOT NULL, r.online_link <> '', r.minutes <> '',"
    " EXISTS (SELECT 1 FROM participation p WHERE p.event_id = r.id AND p.deleted = ''"
    f" AND +p.person_id IS NOT NULL) OR {_COUNTED},"
    " EXISTS (SELECT 1 FROM participation p WHERE p.event_id = r.id AND p.deleted = ''"
    f" AND +p.person_id IS NOT NULL AND p.status = '{ParticipationStatus.ATTENDED}') OR {_COUNTED}"
    " FROM event r WHERE r.seq IN "
)
_ACTION = (
    "SELECT r.id, r.number, r.text, coalesce((SELECT trim(p.given_name || ' ' || p.family_name) FROM person p"
    " WHERE p.id = r.owner_person_id), (SELECT o.name FROM organisation o"
    " WHERE o.id = r.owner_organisation_id), ''), r.due, r.priority, r.status, r.event_id,"
    " coalesce((SELECT e.title FROM event e WHERE e.id = r.event_id), '') FROM action r"
)
_LONG = "when_last_day > when_first_day"
_OPEN = tuple(sorted(OPEN_ACTION_STATUSES))


class SqlOverview:
    """Implements ports.Overview; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect

    def is_empty(self) -> bool:
        """See ports.Overview."""
        return not any(
            self._all(f"SELECT 1 FROM {table} WHERE deleted = '' LIMIT 1")
            for table in ("event", "action", "person", "organisation")
        )

    def coming(self, today: date, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """See ports.Overview."""
        return self._events_ahead(
            statuses,
            "when_first_day >= ? ORDER BY when_first_day, when_sort, seq",
            (today.isoformat(),),
            limit,
        )

    def running(self, today: date, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """See ports.Overview."""
        day = today.isoformat()
        return self._events_ahead(
            statuses,
            f"{_LONG} AND when_last_day >= ? AND when_first_day < ? ORDER BY when_last_day, when_sort, seq",
            (day, day),
            limit,
        )

    def past(
        self, first_day: date | None, today: date, statuses: Statuses, limit: int
    ) -> list[OverviewEvent]:
        """See ports.Overview."""
        return self._events(
            statuses,
            "AND when_last_day < ? AND when_last_day >= ? AND when_last_day > ''"
            " ORDER BY when_last_day DESC, when_sort DESC, seq DESC",
            (today.isoformat(), first_day.isoformat() if first_day else ""),
            limit,
        )

    def past_by_kind(self, today: date, statuses: Statuses) -> Mapping[str, int]:
        """See ports.Overview."""
        codes = self._codes(statuses)
        return dict(
            self._all(
                f"SELECT kind, count(*) FROM event WHERE status IN ({_marks(codes)}) AND deleted = ''"
                " AND when_last_day < ? AND when_last_day > '' GROUP BY kind",
                (*codes, today.isoformat()),
            )
        )

    def undated(self, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """See ports.Overview."""
        return self._events(statuses, "AND when_last_day = '' ORDER BY seq DESC", (), limit)

    def overdue(self, today: date, limit: int) -> list[ActionRow]:
        """See ports.Overview."""
        keys = [
            row[0]
            for row in self._all(
                f"SELECT seq FROM action WHERE status IN ({_marks(_OPEN)}) AND due < ? AND deleted = ''"
                " ORDER BY due DESC, seq DESC LIMIT ?",
                (*_OPEN, today.isoformat(), limit),
            )
        ]
        rows = self._all(
            f"{_ACTION} WHERE r.seq IN ({_marks(keys)}) ORDER BY r.due DESC, r.seq DESC", tuple(keys)
        )
        return [_action(row) for row in rows]

    def figures(self, first_day: date, last_day: date, today: date) -> OverviewFigures:
        """See ports.Overview."""
        first, last = first_day.isoformat(), last_day.isoformat()
        kinds = tuple(row[0] for row in self._all(_KINDS))
        by_kind: Counter[str] = Counter()
        for kind, count in self._all(
            f"SELECT kind, count(*) FROM event WHERE kind IN ({_marks(kinds)}) AND deleted = ''"
            " AND when_first_day BETWEEN ? AND ? GROUP BY kind",
            (*kinds, first, last),
        ):
            by_kind[kind] += count
        # Those that had begun before are few: the order leads to their own index, a GROUP BY away from it.
        by_kind.update(
            row[0]
            for row in self._all(
                f"SELECT kind FROM event WHERE {_LONG} AND when_last_day >= ? AND when_first_day < ?"
                " AND when_first_day > '' AND deleted = '' ORDER BY when_last_day, when_sort",
                (first, first),
            )
        )
        ((open_actions, overdue),) = self._all(
            "SELECT count(*), count(CASE WHEN due < ? THEN 1 END) FROM action"
            f" WHERE status IN ({_marks(_OPEN)}) AND deleted = ''",
            (today.isoformat(), *_OPEN),
        )
        return OverviewFigures(
            by_kind, self._live("person"), self._live("organisation"), open_actions, overdue
        )

    def _live(self, table: str) -> int:
        # All rows are counted without being read; those that are deleted have an index of their own.
        ((count,),) = self._all(
            f"SELECT (SELECT count(*) FROM {table}) - (SELECT count(*) FROM {table} WHERE deleted <> '')"
        )
        return int(count)

    def _events_ahead(
        self, statuses: Statuses, condition: str, parameters: tuple[Any, ...], limit: int
    ) -> list[OverviewEvent]:
        codes = self._codes(statuses)
        # An expression instead of the column: the rows come in order from the index of the dates, until
        # there are enough; by the index of the statuses all that is ahead would be read and sorted.
        return self._read(
            f"SELECT seq FROM event WHERE status || '' IN ({_marks(codes)}) AND deleted = ''"
            f" AND {condition} LIMIT ?",
            (*codes, *parameters, limit),
        )

    def _events(
        self, statuses: Statuses, condition: str, parameters: tuple[Any, ...], limit: int
    ) -> list[OverviewEvent]:
        codes = self._codes(statuses)
        return self._read(
            f"SELECT seq FROM event WHERE status IN ({_marks(codes)}) AND deleted = '' {condition} LIMIT ?",
            (*codes, *parameters, limit),
        )

    def _read(self, keys_sql: str, parameters: tuple[Any, ...]) -> list[OverviewEvent]:
        # Which ones is asked of the index alone; only those rows are read.
        keys = [row[0] for row in self._all(keys_sql, parameters)]
        if not keys:
            return []
        places = {key: place for place, key in enumerate(keys)}
        found: list[Any] = [None] * len(keys)
        for row in self._all(f"{_EVENT} ({_marks(keys)})", tuple(keys)):
            found[places[row[0]]] = _event(row[1:])
        return [event for event in found if event is not None]

    def _codes(self, statuses: Statuses) -> tuple[str, ...]:
        return tuple(row[0] for row in self._all(_STATUSES) if statuses.hold(row[0]))

    def _all(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        rows: list[Any] = self._connect().cursor().execute(sql, parameters).fetchall()
        return rows


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _event(row: Sequence[Any]) -> OverviewEvent:
    record_id, title, kind, status, precision, start, end, zone, mode, city, country, *known = row
    when = when_from_columns(precision, start, end, zone)
    venue, link, minutes, people, attendance = map(bool, known)
    return OverviewEvent(
        UUID(bytes=record_id),
        *(title, kind, status, when, mode, city, country),
        *(venue, link, minutes, people, attendance),
    )


def _action(row: Sequence[Any]) -> ActionRow:
    record_id, number, text, owner, due, priority, status, event, event_title = row
    event_id = UUID(bytes=event) if event else None
    day = date.fromisoformat(due)
    return ActionRow(UUID(bytes=record_id), number, text, owner, day, priority, status, event_id, event_title)
