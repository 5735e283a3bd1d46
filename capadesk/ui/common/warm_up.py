"""Does work ahead in small steps, only while nobody wants anything of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

BEGINS_AFTER_MS = 1_500
"""From the moment in which the window is seen."""
CALM_AFTER_MS = 1_000
"""From the last key, click or turn of the wheel: then nothing is done until so much later."""
BETWEEN_STEPS_MS = 20
_NOTHING_S = 0.004
"""Steps that took less are followed by the next one at once: what they would do was done already."""
_DONE = object()
_ACTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class WarmUp(QObject):
    """Takes one step after the other while the window is calm, until there are no more.

    Whatever the user does is noticed by the native window alone: a filter on all objects would cost more than
    is won. What is being done then is finished, and no step follows before the window is calm again.
    """

    def __init__(
        self,
        window: QWidget,
        steps: Iterator[object],
        is_busy: Callable[[], bool],
        *,
        begins_after_ms: int = BEGINS_AFTER_MS,
        calm_after_ms: int = CALM_AFTER_MS,
        between_ms: int = BETWEEN_STEPS_MS,
    ) -> None:
        """`steps` does a little of the work whenever it is asked for its next item, in the GUI thread."""
        super().__init__(window)
        self._window = window
        self._steps = steps
        self._is_busy = is_busy
        self._calm_after_ms = calm_after_ms
        self._between_ms = between_ms
        self.is_done = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(begins_after_ms)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def stop(self) -> None:
        """Nothing is done any more, and nothing is watched."""
        self._timer.stop()
        self.is_done = True
        handle = self._window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever does something is not to wait for us."""
        if event.type() in _ACTS and not self.is_done:
            self._timer.start(self._calm_after_ms)
        return False

    def _go_on(self) -> None:
        if not self._window.isVisible():
            self.stop()
        elif self._is_busy() or _is_choosing():
            self._timer.start(self._calm_after_ms)
        else:
            self._step()

    def _step(self) -> None:
        end = monotonic() + _NOTHING_S
        while monotonic() < end:
            if next(self._steps, _DONE) is _DONE:
                self.stop()
                return
        self._timer.start(self._between_ms)


def _is_choosing() -> bool:
    """Whether a menu, a popup or a dialog is open: they have windows of their own."""
    return QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None
