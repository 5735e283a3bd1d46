"""Makes the rotating backups while the window is open: in a thread, unseen, told only when they fail."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from capadesk.services.ports import BackupInfo

_FIRST_MS = 20_000
_EVERY_MS = 5 * 60_000


class BackupSchedule(QObject):
    """Asks the store again and again whether a backup is due; the store knows its schedule."""

    made = Signal(object)
    """The BackupInfo of a backup that was made."""
    failed = Signal(object)
    """Why the last one could not be made; the same reason is told once."""
    _ended = Signal(object)

    def __init__(self, backup_if_due: Callable[[], BackupInfo | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backup_if_due = backup_if_due
        self._threads = ThreadPoolExecutor(1, "backup")
        self.is_running = False
        self._told = ""
        self._ended.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(_FIRST_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Make the next backup if it is due, unless one is being made."""
        self._timer.setInterval(_EVERY_MS)
        if not self.is_running:
            self.is_running = True
            self._threads.submit(self._backup_if_due).add_done_callback(self._ended.emit)

    def wait(self) -> None:
        """Let the backup that is being made end: before the store is closed."""
        self._timer.stop()
        self._threads.shutdown(cancel_futures=True)

    @Slot(object)
    def _take(self, ended: Future[BackupInfo | None]) -> None:
        self.is_running = False
        if ended.cancelled():
            return
        error = ended.exception()
        if error is not None:
            if str(error) != self._told:
                self._told = str(error)
                self.failed.emit(error)
            return
        self._told = ""
        info = ended.result()
        if info is not None:
            self.made.emit(info)
