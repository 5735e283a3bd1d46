"""The rows that received ChangeSets bring into the log, gathered and written many at once."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

LAST_ARRIVAL = (
    "max((SELECT coalesce(max(arrival), 0) FROM change_set),"
    " (SELECT coalesce(max(out_arrival), 0) FROM merge))"
)
INTO_SET = (
    "INSERT INTO change_set(stamp, replica, previous, time, author, label, label_data, role, created_counts,"
    " undoes, record_count, schema_version, seal, received, arrival)"
)
INTO_CHANGE = "INSERT INTO change(stamp, kind, record_id, payload)"

_AT_MOST = 10_000
_CHARACTERS_AT_MOST = 4_000_000
_BY_RECORD = itemgetter(2, 0)


class ReceivedRows:
    """Whoever reads the log calls `write` first."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._sets: list[Sequence[object]] = []
        self._changes: list[Sequence[Any]] = []
        self._characters = 0

    def add(
        self, row: Sequence[object], changes: Sequence[tuple[bytes, str, bytes, str]], characters: int
    ) -> None:
        """A ChangeSet's row, by INTO_SET without its arrival, and of each change stamp, kind, id, payload.

        `characters` are those of the payloads.
        """
        self._sets.append(row)
        self._changes += changes
        self._characters += characters

    def write_if_many(self) -> None:
        """Write before they take much memory."""
        if len(self._sets) + len(self._changes) >= _AT_MOST or self._characters >= _CHARACTERS_AT_MOST:
            self.write()

    def write(self) -> None:
        """Write what was gathered, the changes in the order of their table."""
        if self._changes:
            self._changes.sort(key=_BY_RECORD)
            self._connection.insert_many(INTO_CHANGE, self._changes)
        if self._sets:
            last = int(self._connection.exec_driver_sql(f"SELECT {LAST_ARRIVAL}").scalar())
            rows = [(*row, number) for number, row in enumerate(self._sets, last + 1)]
            self._connection.insert_many(INTO_SET, rows)
        self._changes, self._sets, self._characters = [], [], 0
