"""Keeps what an editor holds while it is not saved: a crash takes at most two seconds of text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure
from capadesk.domain.record import Record
from capadesk.services.draft_service import DraftService

KEEP_AFTER_MS = 1500
"""From the first edit to the write: with the write itself, two seconds are kept even by a busy machine."""


class DraftKeeper(QObject):
    """Keeps the dossier of one area's editor. Nothing is written while nothing changes."""

    failed = Signal(object)
    """A CapaDeskError: drafts are not kept at present; told once until they are again."""
    _ended = Signal(object)

    def __init__(
        self, drafts: DraftService, area: str, read: Callable[[], Any], parent: QObject | None = None
    ) -> None:
        """`read` gives the dossier as it stands in the editor now."""
        super().__init__(parent)
        self._drafts = drafts
        self._area = area
        self._read = read
        self._record: Record | None = None
        self._base: Any = None
        self._is_new = False
        self._is_kept = False
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        # A thread of its own: a disk may take its time, and nobody may feel it typing.
        self._threads: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        self._waiting: dict[UUID, Callable[[], None]] = {}
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(KEEP_AFTER_MS)
        self._retry.timeout.connect(self._submit)
        self._ended.connect(self._take_result, Qt.ConnectionType.QueuedConnection)

    # --- what the page tells ----------------------------------------------------------------------

    def begin(self, record: Record, base: Any, *, is_new: bool, is_kept: bool = False) -> None:
        """The editor shows another dossier, about `record`; what was kept of the one before is let go.

        `is_kept`: a draft of it is kept already, which was brought back.
        """
        if self._record is None or not is_kept or self._record.id != record.id:
            self.end()
        self._record, self._base, self._is_new, self._is_kept = record, base, is_new, is_kept

    def touch(self) -> None:
        """Something was typed: it will be kept in a moment."""
        if self._record is not None and self._drafts.can_keep and not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """Saved, or given up: nothing is kept any more."""
        self._timer.stop()
        if self._record is not None and self._is_kept:
            area, record_id = self._area, self._record.id
            self._write(record_id, lambda: self._drafts.forget(area, record_id))
        self._record, self._base, self._is_kept = None, None, False

    @property
    def base(self) -> Any:
        """The dossier that the editor began with; None while it shows none."""
        return self._base

    @property
    def is_due(self) -> bool:
        """Whether something was typed that is still to be kept."""
        return self._timer.isActive()

    def keep(self) -> None:
        """Keep what the editor holds now."""
        self._timer.stop()
        record, base, is_new = self._record, self._base, self._is_new
        if record is None or not self._drafts.can_keep:
            return
        edited = self._read()
        area, drafts = self._area, self._drafts
        if edited != base:
            self._is_kept = True
            self._write(record.id, lambda: drafts.keep(area, record, base, edited, is_new=is_new))
        elif self._is_kept:
            self._is_kept = False
            record_id = record.id
            self._write(record_id, lambda: drafts.forget(area, record_id))

    def keep_at_once(self) -> None:
        """Keep what is due, and wait until it lies on the disk."""
        if self._timer.isActive():
            self.keep()
        self.wait()

    def wait(self) -> None:
        """Write what waits and end the thread: before the store is closed."""
        self._timer.stop()
        self._retry.stop()
        if self._waiting:
            self._submit()
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    # --- within -----------------------------------------------------------------------------------

    def _write(self, record_id: UUID, act: Callable[[], None]) -> None:
        """Do it in the thread; of what waits for one record only the newest is done."""
        with self._lock:
            self._waiting[record_id] = act
        self._submit()

    def _submit(self) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, "draft")
        self._threads.submit(self._work)

    def _work(self) -> None:
        with self._lock:
            acts, self._waiting = self._waiting, {}
        for record_id, act in acts.items():
            try:
                act()
            except Exception as error:  # noqa: BLE001 - handed over to the GUI thread
                if isinstance(error, EnvironmentFailure):
                    with self._lock:
                        self._waiting.setdefault(record_id, act)
                self._ended.emit(error)
            else:
                self._ended.emit(None)

    @Slot(object)
    def _take_result(self, error: Exception | None) -> None:
        if error is None:
            self._has_failed = False
            return
        if not isinstance(error, CapaDeskError):
            raise error
        if self._waiting:
            self._retry.start()
        if error.code != "database_busy" and not self._has_failed:
            self._has_failed = True
            self.failed.emit(error)
