"""What was merged from whom and when: the table `merge`, and whose changes came here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.stamp import STAMP_BYTES, Stamp
from capadesk.services.ports import HistoryEntry, IncomingChanges, MergeEntry, MergeResult, Sender
from capadesk.services.words import N_
from capadesk.storage.log.change_log import dumps

_COLUMNS = (
    "number, at, replica, name, path, kind, change_sets, created, updated, conflicts, waiting, taken_out_at"
)
_NAME = "coalesce(nullif(name, ''), path)"
MERGED = N_("Merged “{name}”")


class MergeRow(NamedTuple):
    """What taking out needs to know.

    `again`: how often a creation met a record that was there already, in this merge and in those after it,
    which may have applied what had waited since this one.
    """

    number: int
    received: str
    name: str
    change_sets: int
    again: int
    kinds: Mapping[str, int]
    is_taken_out: bool


class MergeList:
    """Reads and writes the list of merges, inside the caller's transaction."""

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql

    def enter(
        self,
        incoming: IncomingChanges,
        received: str,
        result: MergeResult,
        again: int,
        kinds: Mapping[str, int],
    ) -> int:
        """Enter a merge; its number."""
        self._sql(
            "INSERT INTO merge(received, at, replica, name, path, kind, change_sets, created, updated,"
            " conflicts, waiting, again, kinds, taken_out_at, out_arrival)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0)",
            (
                received,
                datetime.now(UTC).isoformat(),
                incoming.replica,
                incoming.name,
                incoming.path,
                incoming.kind.value,
                result.change_sets,
                result.created,
                result.updated,
                result.conflicts,
                result.waiting,
                again,
                dumps(dict(kinds)),
            ),
        )
        return int(self._sql("SELECT max(number) FROM merge").scalar())

    def all(self) -> list[MergeEntry]:
        """See ports.Store.merges."""
        rows = self._sql(f"SELECT {_COLUMNS} FROM merge ORDER BY number DESC").fetchall()
        return [
            MergeEntry._make((number, _time(at), bytes(replica), *rest, _time(out) if out else None))
            for number, at, replica, *rest, out in rows
        ]

    def find(self, number: int) -> MergeRow | None:
        """One merge by its number."""
        row = self._sql(
            f"SELECT number, received, {_NAME}, change_sets,"
            " (SELECT sum(again) FROM merge WHERE number>=?), kinds, taken_out_at<>'' FROM merge"
            " WHERE number=?",
            (number, number),
        ).fetchone()
        if row is None:
            return None
        *first, kinds, is_out = row
        return MergeRow._make((*first, json.loads(kinds) if kinds else {}, bool(is_out)))

    def newest_act(self) -> MergeRow | None:
        """The merge that is the newest act in the file; None if work followed it or there is none."""
        newest = self._sql("SELECT received FROM change_set ORDER BY arrival DESC LIMIT 1").scalar()
        number = self._sql("SELECT max(number) FROM merge WHERE change_sets>0 AND taken_out_at=''").scalar()
        return self.find(number) if newest and number else None

    def mark_taken_out(self, number: int, at_least: int, again: int, kinds: Mapping[str, int]) -> None:
        """It is taken out now; what arrives next is numbered after this act and after `at_least`.

        `again` is as in MergeRow, for what the taking out has let in; `kinds` counts what it touched.
        """
        self._sql("UPDATE merge SET kinds=? WHERE number=?", (dumps(dict(kinds)), number))
        self._sql("UPDATE merge SET again=again+? WHERE number=(SELECT max(number) FROM merge)", (again,))
        self._sql(
            "UPDATE merge SET taken_out_at=?, out_arrival=1 + max(?, (SELECT max(out_arrival) FROM merge))"
            " WHERE number=?",
            (datetime.now(UTC).isoformat(), at_least, number),
        )

    def entry(self, row: MergeRow) -> HistoryEntry:
        """The merge as undo lists it: no ChangeSet, so its stamp names none."""
        at, author = self._sql("SELECT at, name FROM merge WHERE number=?", (row.number,)).fetchone()
        count = sum(row.kinds.values())
        data = {"name": row.name}
        return HistoryEntry(
            _stamp(row), _time(at), author, MERGED, data, "merge", count, False, True, None, True
        )

    def change_set(self, row: MergeRow) -> ChangeSet:
        """What taking it out touched, as a window hears of it; it is in no log."""
        counts = dict(row.kinds)
        data = {"name": row.name}
        return ChangeSet(
            _stamp(row), datetime.now(UTC), "", MERGED, data, ChangeRole.UNDO, created_counts=counts
        )

    def removed_since(self, mark: int) -> list[ChangeSet]:
        """What was taken out after an arrival."""
        rows = self._sql("SELECT number FROM merge WHERE out_arrival>?", (mark,)).fetchall()
        found = (self.find(row[0]) for row in rows)
        return [self.change_set(row) for row in found if row is not None]

    def senders(self) -> list[Sender]:
        """See ports.Store.senders."""
        found: dict[bytes, Sender] = {}
        newest = self._sql(
            "SELECT s.replica, s.author, s.stamp, s.time, m.at FROM change_set s"
            " JOIN (SELECT replica, max(stamp) AS stamp FROM change_set GROUP BY replica) n"
            " ON n.stamp = s.stamp JOIN merge m ON m.received = s.received"
        ).fetchall()
        for replica, author, stamp, time, at in newest:
            last = Stamp.from_bytes(bytes(stamp))
            found[bytes(replica)] = Sender(bytes(replica), author, last, _time(time), _time(at))
        sent = self._sql(
            "SELECT m.replica, m.name, m.at FROM merge m JOIN (SELECT replica, max(at) AS at FROM merge"
            " WHERE taken_out_at='' AND replica <> zeroblob(8) GROUP BY replica) n"
            " ON n.replica = m.replica AND n.at = m.at WHERE m.taken_out_at=''"
        ).fetchall()
        for replica, name, at in sent:
            key = bytes(replica)
            known = found.get(key)
            if known is None:
                found[key] = Sender(key, name, None, None, _time(at))
            elif known.last_received < _time(at):
                found[key] = known._replace(last_received=_time(at))
        return sorted(found.values(), key=lambda sender: sender.last_received)


def _stamp(row: MergeRow) -> Stamp:
    return Stamp.from_bytes(bytes.fromhex(row.received.rpartition(":")[2])[:STAMP_BYTES])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
