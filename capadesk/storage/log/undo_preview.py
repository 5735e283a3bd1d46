"""What undoing a ChangeSet would do and leave, found without writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from capadesk.domain.errors import UserError
from capadesk.services.ports import Obstacle, UndoPreview

if TYPE_CHECKING:
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports import HistoryEntry
    from capadesk.storage.log.undo import Left, Undoer

OBSTACLES_AT_MOST = 100
_AT_MOST_EACH = 20


def preview(undoer: Undoer, target: Stamp, entry_of: Callable[[Stamp], HistoryEntry | None]) -> UndoPreview:
    """UserError `change_set_not_found`."""
    entry = entry_of(target)
    if entry is None:
        raise UserError("change_set_not_found", id=str(target))
    count = undoer.count(target)
    shown = undoer.left[:OBSTACLES_AT_MOST]
    return UndoPreview(entry, count, tuple(_obstacles(shown, entry_of)), len(undoer.left))


def _obstacles(left: Iterable[Left], entry_of: Callable[[Stamp], HistoryEntry | None]) -> Iterable[Obstacle]:
    known: dict[Stamp, HistoryEntry | None] = {}
    for each in left:
        for stamp in each.later:
            if stamp not in known:
                known[stamp] = entry_of(stamp)
        later = [entry for stamp in each.later[-_AT_MOST_EACH:] if (entry := known[stamp]) is not None]
        yield Obstacle(
            each.kind, each.record_id, each.field, tuple(reversed(later)), each.holders[:_AT_MOST_EACH]
        )
