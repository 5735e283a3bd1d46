"""What a data file sends to a merge: each ChangeSet is compared with its seal before anything is taken.

A merge reads the log and the shipped records, so these are what has to be whole. What the receiver has
already is not looked at, so a file that brings nothing new is answered from the state of its log alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import Frontier, LoggedBlock, LoggedSet
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.database_errors import translated
from capadesk.storage.log.logged_sets import SqlChanges, checked_portions, logged_sets
from capadesk.storage.log.small_sets import SmallSet
from capadesk.storage.trust.consistency import structural_problems
from capadesk.storage.writing.shipped_log import unsealed_shipped

Each = TypeVar("Each")

_STATE = "SELECT {} place, replica, count(*), max(stamp) FROM change_set {} GROUP BY replica"
_BOTH_STATES = (
    f"SELECT * FROM ({_STATE.format(0, 'NOT INDEXED')}) UNION ALL"
    f" SELECT * FROM ({_STATE.format(1, 'INDEXED BY ix_change_set_replica')}) ORDER BY 1, 2"
)


class CheckedChanges(SqlChanges):
    """Implements ports.IncomingChanges on a data file; what it gives is what was written.

    Its methods raise EnvironmentFailure `database_damaged`.
    """

    def __init__(self, connection: Any, replica: bytes, path: str, check_all: Callable[[], None]) -> None:
        """`check_all` looks at the whole file, where ChangeSets come from before there were seals."""
        super().__init__(connection, replica, path)
        self._check_all = check_all
        self._is_checked = False

    @property
    def name(self) -> str:
        """See ports.IncomingChanges."""
        with translated(self.path):
            return super().name

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges."""
        with translated(self.path):
            self._check_state()
            return super().count(seen)

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        stamps = self._checked_stamps(seen)
        yield from self._translated(logged_sets(self._sql, stamps, step, checked_in=self.path))

    def portions(
        self, seen: Frontier, step: Step = no_step, beside: Any = None
    ) -> Iterator[list[SmallSet] | LoggedSet]:
        """The same, but small ChangeSets come together, as their rows; `beside` as in `checked_portions`."""
        stamps = self._checked_stamps(seen)
        yield from self._translated(checked_portions(self._sql, stamps, step, self.path, beside))

    @property
    def plain_file(self) -> str:
        """The file that is read, which may be a copy in today's schema; "" if it is encrypted."""
        return str(self._connection.plain_file)

    def _checked_stamps(self, seen: Frontier) -> list[bytes]:
        with translated(self.path):
            self._check_state()
            stamps = self.stamps(seen)
            if stamps and self._has_unsealed(seen):
                self._check_all()
            elif stamps:
                self._check_pages()
        return stamps

    def _translated(self, entries: Iterator[Each]) -> Iterator[Each]:
        while True:
            with translated(self.path):
                entry = next(entries, None)
            if entry is None:
                return
            yield entry

    def shipped(self) -> Iterator[LoggedBlock]:
        """See ports.IncomingChanges."""
        with translated(self.path):
            blocks = list(super().shipped())
            if unsealed_shipped(self._sql):
                self._check_all()
        yield from blocks

    def _check_state(self) -> None:
        """A ChangeSet that is missing in the index would be hidden: it is compared with the table."""
        if self._is_checked:
            return
        rows = self._sql(_BOTH_STATES).fetchall()
        table, index = ([row for at, *row in rows if at == place] for place in (0, 1))
        if table != index:
            raise EnvironmentFailure("database_damaged", file=self.path, detail="integrity: change_set")
        self._is_checked = True

    def _check_pages(self) -> None:
        found = structural_problems(self._sql)
        if found:
            raise EnvironmentFailure("database_damaged", file=self.path, detail=found[0].detail)

    def _has_unsealed(self, seen: Frontier) -> bool:
        rows = self._sql("SELECT replica, max(stamp) FROM change_set WHERE seal IS NULL GROUP BY replica")
        for replica, stamp in rows.fetchall():
            newest = seen.get(bytes(replica))
            if newest is None or newest.to_bytes() < bytes(stamp):
                return True
        return False
