"""Tells the pages what has changed: the one that is seen at once, the others one by one in calm moments."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer

from capadesk.domain.change_set import ChangeSet
from capadesk.ui.common.window_page import WindowPage


class WindowRefresh(QObject):
    """All pages at once would hold the window after each change of many records."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: dict[WindowPage, deque[ChangeSet]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def tell(self, change_set: ChangeSet, shown: WindowPage | None, pages: list[WindowPage]) -> None:
        """A change was made, here or elsewhere."""
        for page in pages:
            if page is shown:
                self.catch_up(page)
                page.refresh(change_set)
            else:
                self._due.setdefault(page, deque()).append(change_set)
        if self._due:
            self._timer.start()

    def catch_up(self, page: WindowPage) -> None:
        """Tell a page now what it was not told yet: before it is shown."""
        for change_set in self._due.pop(page, ()):
            page.refresh(change_set)

    def stop(self) -> None:
        """Nobody is told any more."""
        self._timer.stop()
        self._due.clear()

    def _next(self) -> None:
        if not self._due:
            self._timer.stop()
            return
        page = next(iter(self._due))
        waiting = self._due[page]
        change_set = waiting.popleft()
        if not waiting:
            del self._due[page]
        page.refresh(change_set)
