"""What others write into the same file or hub: looked for each second, and told to the window."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.desk import Desk
from capadesk.services.fault_report import ProgramWord
from capadesk.services.store_place import everything_anew, short_name
from capadesk.ui.common.job_runner import JobRunner

_LOOK_EACH_MS = 1000
_LOG = logging.getLogger(__name__)


class WindowNews(QObject):
    """Knows which change the window has seen last."""

    came = Signal(object)
    """A ChangeSet that others made."""
    hub_lost = Signal(object)
    """An EnvironmentFailure: the hub does not answer; said once."""
    hub_back = Signal()
    """The hub answers again."""

    def __init__(self, desk: Desk, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = desk.store
        self._runner = runner
        self._mark = desk.store.latest_change()
        self._is_hub_lost = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EACH_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()
        self._store.listen()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def skip(self) -> None:
        """What was written until now is known: this window wrote it."""
        self._mark = self._store.latest_change()

    def look(self) -> None:
        """Tell what other programs have written; of a hub that does not answer, tell it once."""
        if self._runner.is_busy or not self._is_hub_there() or not self._store.has_news():
            return
        try:
            self._take()
        except EnvironmentFailure as failure:
            if not failure.code.startswith("hub_"):
                raise
            _LOG.warning("not looked: %s", ProgramWord(failure.code))

    def _take(self) -> None:
        mark = self._store.latest_change()
        if mark == self._mark:
            return
        change_sets = self._store.changes_since(self._mark)
        self._mark = mark
        for change_set in change_sets:
            self.came.emit(change_set)

    def _is_hub_there(self) -> bool:
        was_lost, self._is_hub_lost = self._is_hub_lost, not self._store.is_reachable
        if self._is_hub_lost and not was_lost:
            self.hub_lost.emit(EnvironmentFailure("hub_lost", location=short_name(self._store.location)))
        elif was_lost and not self._is_hub_lost:
            self.hub_back.emit()
            self.came.emit(everything_anew())
        return not self._is_hub_lost
