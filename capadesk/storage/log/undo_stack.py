"""Which changes undo and redo take next, read from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.stamp import STAMP_BYTES, Stamp
from capadesk.storage.log.change_log import ChangeLog


class UndoStack:
    """Which of a replica's own ChangeSets Ctrl+Z and Ctrl+Shift+Z take next, read from the log."""

    def __init__(self, connection: Any, replica: bytes) -> None:
        self._sql = connection.exec_driver_sql
        self._log = ChangeLog(connection)
        self._replica = replica

    def next_undo(self) -> Stamp | None:
        """The newest own work (or redo) that is not undone."""
        skip: set[Stamp] = set()
        for stamp, role, undoes in self._walk():
            if role is ChangeRole.UNDO:
                if stamp not in skip and undoes is not None:
                    skip.add(undoes)
                continue
            if role is ChangeRole.REDO and undoes is not None:
                skip.update(self._chain(undoes))
            if stamp not in skip:
                return stamp
        return None

    def next_redo(self) -> Stamp | None:
        """The newest own undo that is not redone, unless work followed it."""
        skip: set[Stamp] = set()
        for stamp, role, undoes in self._walk():
            if role is ChangeRole.WORK:
                return None
            if role is ChangeRole.REDO and undoes is not None:
                skip.add(undoes)
            elif stamp not in skip:
                return stamp
        return None

    def _chain(self, stamp: Stamp) -> list[Stamp]:
        """An undo or redo, what it undoes, and so on down to the work that it is about."""
        return chain_of(self._log.head, stamp)

    def _walk(self) -> Iterator[tuple[Stamp, ChangeRole, Stamp | None]]:
        last = b"\xff" * STAMP_BYTES
        while True:
            rows = self._sql(
                "SELECT stamp, role, undoes FROM change_set"
                " WHERE received='' AND replica=? AND stamp < ? ORDER BY stamp DESC LIMIT 100",
                (self._replica, last),
            ).fetchall()
            if not rows:
                return
            for stamp, role, undoes in rows:
                last = bytes(stamp)
                yield (
                    Stamp.from_bytes(bytes(stamp)),
                    ChangeRole(role),
                    Stamp.from_bytes(bytes(undoes)) if undoes else None,
                )


def chain_of(head_of: Callable[[Stamp], ChangeSet | None], stamp: Stamp) -> list[Stamp]:
    """A ChangeSet, the one that it undoes, and so on down to the work; the last is the work.

    `head_of` gives a ChangeSet without its changes.
    """
    chain = [stamp]
    entry = head_of(stamp)
    while entry is not None and entry.undoes is not None:
        chain.append(entry.undoes)
        entry = head_of(entry.undoes)
    return chain
