"""Files that are dragged onto the window: a calm ground says what they will be taken for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.fonts import small_font, title_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import mixed
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE

IMPORT_SUFFIXES = frozenset({".ics", ".eml", ".json", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"})
"""Files that can be imported, by the ends of their names."""
MERGE_SUFFIXES = frozenset({".capadesk", ".age", ".db"})
"""Packages and data files of other desks, by the ends of their names."""

_ICON = 56
_DENSE = 0.94
_CARD = (520, 220)


def importable_paths(data: QMimeData) -> list[Path]:
    """The files among what is dragged or pasted that can be imported; [] if something else is among it."""
    return _paths(data, IMPORT_SUFFIXES)


def mergeable_paths(data: QMimeData) -> list[Path]:
    """The packages and data files in it; [] if something else is among it."""
    return _paths(data, MERGE_SUFFIXES)


def _paths(data: QMimeData, suffixes: Collection[str]) -> list[Path]:
    urls = data.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if len(paths) != len(urls) or any(path.suffix.lower() not in suffixes for path in paths):
        return []
    return paths if all(path.is_file() for path in paths) else []


class FileDrop(QWidget):
    """Covers the window while files that it can take are dragged over it."""

    def __init__(
        self,
        window: QWidget,
        take: Callable[[Sequence[Path]], None],
        bring_together: Callable[[Sequence[Path]], None],
    ) -> None:
        """`take` gets what can be imported, `bring_together` packages and data files."""
        super().__init__(window)
        self._window = window
        self._take = take
        self._bring_together = bring_together
        self._count = 0
        self._is_merge = False
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Drop to take files in"))
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is dragged over the window, or over a field in it."""
        if watched is self._window:
            if isinstance(event, QShowEvent):
                # Text fields take what is dragged over them: the platform's window knows of it first.
                handle = self._window.windowHandle()
                if handle is not None:
                    handle.removeEventFilter(self)
                    handle.installEventFilter(self)
            elif event.type() is QEvent.Type.DragEnter and not self.isVisible():
                # Not what can be imported: nothing of the window takes it.
                event.ignore()
                return True
        elif event.type() is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            self._greet(event)
        elif event.type() is QEvent.Type.DragLeave:
            self.hide()
        return False

    def _greet(self, event: QDragEnterEvent) -> None:
        is_own = event.source() is not None
        is_busy = QApplication.activeModalWidget() is not None
        if is_own or is_busy:
            return
        merged = mergeable_paths(event.mimeData())
        paths = merged or importable_paths(event.mimeData())
        if paths:
            self._is_merge = bool(merged)
            self._count = len(paths)
            self.setGeometry(self._window.rect())
            self.raise_()
            self.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take it: it is here only for what can be taken in."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import, or bring together."""
        self.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if merged := mergeable_paths(event.mimeData()):
            self._bring_together(merged)
        elif paths := importable_paths(event.mimeData()):
            self._take(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A breath of the accent over the window, a line around, an icon and two lines of words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        accent = palette.color(QPalette.ColorRole.Accent)
        ground = mixed(accent, palette.color(QPalette.ColorRole.Base), 0.10)
        ground.setAlphaF(_DENSE)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(WIDE, WIDE, -WIDE, -WIDE), LARGE, LARGE)
        centre = QRectF(self.rect()).center()
        card = QRectF(0, 0, *_CARD)
        card.moveCenter(centre)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Midlight), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(card, LARGE, LARGE)
        paint_icon(
            painter,
            "merge" if self._is_merge else "import",
            QRectF(centre.x() - _ICON / 2, centre.y() - _ICON - WIDE, _ICON, _ICON),
            accent,
        )
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.setFont(title_font(self.font()))
        height = painter.fontMetrics().height()
        line = QRectF(0, centre.y(), self.width(), height)
        centred = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(
            line, centred, _("Drop to bring together") if self._is_merge else _("Drop to import")
        )
        painter.setFont(small_font(self.font()))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        below = QRectF(0, line.bottom() + SMALL, self.width(), painter.fontMetrics().height())
        text = ngettext(
            "{count} file. You see what would happen before anything is stored.",
            "{count} files. You see what would happen before anything is stored.",
            self._count,
        )
        painter.drawText(below, centred, text.format(count=self._count))
        painter.end()
