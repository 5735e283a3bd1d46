"""Publishes feeds while the window is open: a moment after a change, in a thread, seen only when it fails."""

from __future__ import annotations

import contextlib
import logging
import threading
from datetime import UTC, datetime
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.fault_report import ProgramWord
from capadesk.services.feeds.feed_service import FeedLine, FeedService

_AFTER_MS = 2_000
"""Changes that follow each other so closely are published together."""
_EVERY_MS = 30_000
_CALM = 4
"""After a publication it rests so many times as long as it took: a large one leaves the machine to others."""
_LOG = logging.getLogger(__name__)


class FeedSchedule(QObject):
    """Looks again and again for feeds that are due; the service knows which are."""

    looked = Signal(object)
    """The FeedLines that the user should hear of."""
    fault_found = Signal(object)
    _ended = Signal(object)

    def __init__(self, feeds: FeedService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feeds = feeds
        self._thread: threading.Thread | None = None
        self._is_stopped = False
        self._rests_until = 0.0
        self._ended.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        self._often = QTimer(self)
        self._often.setInterval(_EVERY_MS)
        self._often.timeout.connect(self.look)
        self._often.start()

    @property
    def is_running(self) -> bool:
        """Whether something is being published, or looked for."""
        return self._thread is not None

    def look_soon(self) -> None:
        """Something has changed: publish what is due when it has been calm for a moment."""
        self._soon.start(_AFTER_MS)

    def look(self) -> None:
        """Publish now what is due, unless that is being done."""
        if self._is_stopped:
            return
        wait_s = self._rests_until - monotonic()
        if self._thread is not None or wait_s > 0:
            self._soon.start(max(_AFTER_MS, round(wait_s * 1000)))
            return
        self._thread = threading.Thread(target=self._work, name="feeds")
        self._thread.start()

    def stop(self) -> None:
        """Stop what is being published, at its next step: before the store is closed."""
        self._is_stopped = True
        self._soon.stop()
        self._often.stop()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        began = monotonic()
        outcome: list[FeedLine] | Exception
        try:
            has_tried = self._feeds.publish_due(self._progress)
            self._progress(0, 0)
            outcome = _worrying(self._feeds)
            if has_tried:
                self._rests_until = monotonic() + _CALM * (monotonic() - began)
        except Exception as error:  # noqa: BLE001 - handed over to the GUI thread
            outcome = error
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._ended.emit(outcome)

    def _progress(self, _done: int, _total: int) -> None:
        if self._is_stopped:
            raise Cancelled

    @Slot(object)
    def _take(self, outcome: list[FeedLine] | Exception) -> None:
        self._thread = None
        if self._is_stopped or isinstance(outcome, Cancelled):
            return
        if isinstance(outcome, CapaDeskError):
            _LOG.warning("feeds: %s", ProgramWord(outcome.code))
        elif isinstance(outcome, Exception):
            self._often.stop()  # a fault is told once
            self.fault_found.emit(outcome)
        else:
            self.looked.emit(outcome)


def _worrying(feeds: FeedService) -> list[FeedLine]:
    now = datetime.now(UTC)
    return [line for line in feeds.lines() if line.state.is_worrying(now)]
