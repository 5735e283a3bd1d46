"""The acts of merging: a merge is taken in, taken out, and what waits is listed."""

from __future__ import annotations

from typing import Any

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import UserError
from capadesk.services.ports import IncomingChanges, MergeResult, ProgressCallback, WaitingSet
from capadesk.storage.merging.merge import Merger
from capadesk.storage.merging.merge_list import MergeList
from capadesk.storage.merging.merge_removal import MergeRemoval
from capadesk.storage.writing.unit_of_work import SqlUnitOfWork


def merge(
    work: SqlUnitOfWork,
    connection: Any,
    incoming: IncomingChanges,
    progress: ProgressCallback | None,
    *,
    is_dry_run: bool,
    is_beside: bool = False,
) -> MergeResult:
    """Merge in the transaction of `work` and end it; a dry run is rolled back by its end.

    `is_beside` as in `Merger`.
    """
    received = f"{incoming.replica.hex()}:{work.stamp}"
    received = unused_mark(connection, received)
    merger = Merger(connection, is_beside=is_beside)
    result = merger.run(incoming, received, progress)
    if is_dry_run:
        return result
    number = MergeList(connection).enter(incoming, received, result, merger.again, merger.kinds)
    connection.exec_driver_sql("COMMIT")
    work.finished()
    return result._replace(number=number)


def unused_mark(connection: Any, received: str) -> str:
    """Two merges within a millisecond have the same stamp; each needs a name of its own."""
    mark = received
    number = 1
    while connection.exec_driver_sql("SELECT 1 FROM merge WHERE received=?", (mark,)).fetchone():
        number += 1
        mark = f"{number}:{received}"
    return mark


def take_out(
    work: SqlUnitOfWork, connection: Any, number: int, progress: ProgressCallback | None
) -> ChangeSet:
    """Take a merge out in the transaction of `work` and end it; UserError as ports.Store says."""
    merge_list = MergeList(connection)
    row = merge_list.find(number)
    if row is None or row.is_taken_out:
        raise UserError("merge_not_found", number=number)
    newest = connection.exec_driver_sql("SELECT coalesce(max(arrival), 0) FROM change_set").scalar()
    removal = MergeRemoval(connection, progress)
    again = removal.run(row)
    merge_list.mark_taken_out(number, newest, again, removal.kinds)
    connection.exec_driver_sql("COMMIT")
    work.finished()
    return merge_list.change_set(row._replace(kinds=removal.kinds))


def waiting(connection: Any) -> list[WaitingSet]:
    """What waits, and for what."""
    return list(Merger(connection).waiting_rows())
