"""The rows that received ChangeSets bring into the log, gathered and written many at once."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

LAST_ARRIVAL = (
    "max((SELECT coalesce(max(arrival), 0) FROM change_set),"
    " (SELECT coalesce(max(out_arrival), 0) FROM merge))"
)
_AS_SEALED = (
    "stamp, replica, previous, time, author, label, label_data, role, created_counts, undoes, record_count,"
    " schema_version, seal"
)
INTO_SET = f"INSERT INTO change_set({_AS_SEALED}, received, arrival)"
INTO_CHANGE = "INSERT INTO change(stamp, kind, record_id, payload)"

BESIDE = "sender."
"""Where statements find the log of a file that is read beside."""

_AT_MOST = 10_000
_CHARACTERS_AT_MOST = 4_000_000
_COPIED_AT_MOST = 100_000
_STAMPS_AT_ONCE = 4_000
_READ_FOR_ONE = 4
_COUNTS_BESIDE = (
    "SELECT count(*), count(*) FILTER (WHERE stamp BETWEEN ? AND ?),"
    f" (SELECT count(*) FROM {BESIDE}change WHERE stamp BETWEEN ? AND ?) FROM {BESIDE}change_set"
)
_BY_RECORD = itemgetter(2, 0)


class ReceivedRows:
    """Whoever reads the log calls `write` first."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._sets: list[Sequence[object]] = []
        self._changes: list[Sequence[Any]] = []
        self._characters = 0
        self._copied: list[bytes] = []
        self._copied_changes = 0
        self._copied_as = ""

    def add(
        self, row: Sequence[object], changes: Sequence[tuple[bytes, str, bytes, str]], characters: int
    ) -> None:
        """A ChangeSet's row, by INTO_SET without its arrival, and of each change stamp, kind, id, payload.

        `characters` are those of the payloads.
        """
        if self._copied:
            self.write()
        self._sets.append(row)
        self._changes += changes
        self._characters += characters

    def copy(self, stamps: Sequence[bytes], changes: int, received: str) -> None:
        """Copy ChangeSets without blocks, with so many changes, from the log beside; they are as sealed."""
        if self._sets or received != self._copied_as:
            self.write()
        self._copied += stamps
        self._copied_changes += changes
        self._copied_as = received

    def write_if_many(self) -> None:
        """Write before they take much memory."""
        if (
            len(self._sets) + len(self._changes) >= _AT_MOST
            or self._characters >= _CHARACTERS_AT_MOST
            or len(self._copied) >= _COPIED_AT_MOST
        ):
            self.write()

    def write(self) -> None:
        """Write what was gathered, the changes in the order of their table."""
        if self._copied:
            self._copy()
        if self._changes:
            self._changes.sort(key=_BY_RECORD)
            self._connection.insert_many(INTO_CHANGE, self._changes)
        if self._sets:
            rows = [(*row, number) for number, row in enumerate(self._sets, self._last_arrival() + 1)]
            self._connection.insert_many(INTO_SET, rows)
        self._changes, self._sets, self._characters = [], [], 0

    def _copy(self) -> None:
        stamps, changes = sorted(self._copied), self._copied_changes
        self._copied, self._copied_changes = [], 0
        ends = stamps[0], stamps[-1]
        every, between, changed = self._connection.exec_driver_sql(_COUNTS_BESIDE, (*ends, *ends)).fetchone()
        if (between, changed) == (len(stamps), changes) and every <= _READ_FOR_ONE * between:
            # Most of the table, and nothing else between: it is read in the order in which it is written.
            self._copy_where("+stamp BETWEEN ? AND ?", ends)
            return
        for start in range(0, len(stamps), _STAMPS_AT_ONCE):
            chunk = tuple(stamps[start : start + _STAMPS_AT_ONCE])
            self._copy_where(f"stamp IN ({','.join('?' * len(chunk))})", chunk)

    def _copy_where(self, condition: str, parameters: tuple[bytes, ...]) -> None:
        sql = self._connection.exec_driver_sql
        sql(
            f"{INTO_CHANGE} SELECT stamp, kind, record_id, payload FROM {BESIDE}change WHERE {condition}"
            " ORDER BY record_id, stamp",
            parameters,
        )
        sql(
            f"{INTO_SET} SELECT {_AS_SEALED}, ?, ? + row_number() OVER (ORDER BY stamp)"
            f" FROM {BESIDE}change_set WHERE {condition} ORDER BY stamp",
            (self._copied_as, self._last_arrival(), *parameters),
        )

    def _last_arrival(self) -> int:
        return int(self._connection.exec_driver_sql(f"SELECT {LAST_ARRIVAL}").scalar())
