"""A list and a record beside each other: the width is shared until the user moves the line between them."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_RECORD_WIDTH = 620
_RECORD_SHARE = 0.43
_RECORD_AT_MOST = 0.58
_LEAST_LIST, _LEAST_RECORD = 300, 360
_STATE = "splitter"


class SideBySide(QSplitter):
    """The list first, the record second; neither can be pushed away."""

    def __init__(self, list_side: QWidget, record_side: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._is_moved = False
        list_side.setMinimumWidth(_LEAST_LIST)
        record_side.setMinimumWidth(_LEAST_RECORD)
        self.setHandleWidth(1)
        self.addWidget(list_side)
        self.addWidget(record_side)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def remember(self, settings: QSettings) -> None:
        """Keep the widths, if the user has chosen them."""
        if self._is_moved:
            settings.setValue(_STATE, self.saveState())

    def recall(self, settings: QSettings) -> None:
        """Bring back the widths that the user has chosen."""
        state = settings.value(_STATE)
        if state is not None:
            self._is_moved = self.restoreState(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width, until the user has moved the line."""
        super().resizeEvent(event)
        if not self._is_moved:
            width = event.size().width()
            record = min(max(_RECORD_WIDTH, round(width * _RECORD_SHARE)), round(width * _RECORD_AT_MOST))
            self.setSizes([width - record, record])

    def _on_moved(self, _place: int, _index: int) -> None:
        self._is_moved = True
