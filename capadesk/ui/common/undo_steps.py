"""Undo and redo as the window does them: small changes at once, large ones in a thread, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _
from capadesk.ui.common.job_runner import Ok

if TYPE_CHECKING:
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports import HistoryEntry, Store
    from capadesk.ui.common.job_runner import JobRunner, Result

QUICK_RECORDS = 25
"""So many records go back within a blink, also on a slow machine."""

_Act = Callable[[ProgressCallback | None], ChangeSet | None]


class UndoSteps(QObject):
    """Takes changes back, in the order in which it was asked."""

    changed = Signal(object)
    """The ChangeSet that took one back."""
    failed = Signal(object)
    told = Signal(str)

    def __init__(self, store: Store, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runner = runner

    def undo(self) -> None:
        """Undo the newest change of this desk."""
        self._step(self._store.next_undo, self._store.undo, _("Undoing"), _("There is nothing to undo."))

    def redo(self) -> None:
        """Take back the newest undo."""
        self._step(self._store.next_redo, self._store.redo, _("Redoing"), _("There is nothing to redo."))

    def take_back(self, stamp: Stamp) -> None:
        """Undo one change wherever it stands; an undo is done again."""
        find = partial(self._store.history_entry, stamp)
        act = partial(self._store.undo_change_set, stamp)
        self._step(find, act, _("Undoing"), _("There is nothing to undo."))

    def _step(self, find: Callable[[], HistoryEntry | None], act: _Act, title: str, nothing: str) -> None:
        if self._runner.is_busy:
            self.told.emit(_("Something is still running; wait for it, or cancel it."))
            return
        try:
            entry = find()
            if entry is None:
                self.told.emit(nothing)
            elif entry.record_count > QUICK_RECORDS:
                self._runner.run(title, act, self._finish)
            else:
                self._show(act(None))
        except CapaDeskError as error:
            self.failed.emit(error)

    def _finish(self, result: Result[ChangeSet | None]) -> None:
        if isinstance(result, Ok):
            self._show(result.value)
        elif isinstance(result.error, Cancelled):
            self.told.emit(_("Cancelled; nothing was changed."))
        else:
            self.failed.emit(result.error)

    def _show(self, change_set: ChangeSet | None) -> None:
        if change_set is not None:
            self.changed.emit(change_set)
