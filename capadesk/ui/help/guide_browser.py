"""Draws a page of the guide; its pictures fit the width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

_LEAST_WIDTH = 240
_AGAIN_MS = 60


class GuideBrowser(QTextBrowser):
    """A QTextBrowser that scales pictures down, sharp on every screen."""

    room_changed = Signal()
    """There is another width for the pictures that are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A bar that comes and goes would change the room for the pictures while they are drawn.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pictures: dict[str, QImage] = {}
        self._drawn_for = 0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.room_changed)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Qt asks for what a page names."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = self._picture(QUrl(name).path() if isinstance(name, str) else name.path())
        if picture.isNull():
            return picture
        scale = self.devicePixelRatioF()
        self._drawn_for = self._room()
        width = min(self._drawn_for, picture.width())
        fitting = picture.scaledToWidth(round(width * scale), Qt.TransformationMode.SmoothTransformation)
        fitting.setDevicePixelRatio(scale)
        return fitting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures are drawn anew for another width, after a moment."""
        super().resizeEvent(event)
        if self._drawn_for and self._room() != self._drawn_for:
            self._again.start()

    def _room(self) -> int:
        return max(_LEAST_WIDTH, self.viewport().width() - 2 * round(self.document().documentMargin()) - 8)

    def _picture(self, name: str) -> QImage:
        if name not in self._pictures:
            for folder in self.searchPaths():
                path = Path(folder) / name
                if path.is_file():
                    self._pictures[name] = QImage(str(path))
                    break
            else:
                return QImage()
        return self._pictures[name]
