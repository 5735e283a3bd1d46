"""Rows that are dragged out of a list: events as a calendar file, people as a contact file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.services.desk import Desk
from capadesk.services.ports import ProgressCallback
from capadesk.services.selection import Selection
from capadesk.services.words import _
from capadesk.ui.common.lists.list_clipboard import ListClipboard
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT
from capadesk.ui.common.window_page import WindowPage

_ICON = 18
_MIME_TYPES = {".ics": "text/calendar", ".vcf": "text/vcard"}


class DraggedFile(NamedTuple):
    """What is dragged: a file of the program's temporary folder, its words as a table, what it is called."""

    path: Path | None
    text: str
    title: str
    is_empty: bool


class ListDrag:
    """Drags the chosen rows of one area; the file is written in a thread while the button is held."""

    def __init__(self, desk: Desk, page: WindowPage, view: QWidget, clipboard: ListClipboard) -> None:
        self._desk = desk
        self._page = page
        self._view = view
        self._clipboard = clipboard
        self._ready: tuple[Selection, int, DraggedFile] | None = None
        self.start: Callable[[QDrag], object] = lambda drag: drag.exec(Qt.DropAction.CopyAction)
        self.is_held: Callable[[], bool] = lambda: bool(
            QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        )

    def begin(self, selection: Selection, title: str) -> None:
        """Drag the rows; `title` says how many there are of what."""
        if not len(selection):
            return
        mark = self._desk.store.latest_change()
        if self._ready is not None and self._ready[:2] == (selection, mark):
            self._drag(self._ready[2])
            return
        self._page.job_wanted.emit(
            _("Writing the file to drag"),
            lambda step: self.written(selection, title, step),
            lambda dragged: self._take(selection, mark, dragged),
        )

    def written(self, selection: Selection, title: str, step: ProgressCallback) -> DraggedFile:
        """Write the file; safe in any thread."""
        text = self._clipboard.table(selection).text
        lists = self._desk.store.lists
        if selection.record_kind == "event":
            path = self._desk.scratch.new_file(title, ".ics")
            summary = self._desk.calendar.export(
                path, ids=selection.ids(lists), partial_dates_as_spans=True, progress=step
            )
            return DraggedFile(path, text, title, not summary.written)
        if selection.record_kind == "person":
            path = self._desk.scratch.new_file(title, ".vcf")
            written = self._desk.contacts.export(path, selection.ids(lists), step)
            return DraggedFile(path, text, title, not written)
        return DraggedFile(None, text, title, False)

    def _take(self, selection: Selection, mark: int, dragged: DraggedFile) -> None:
        if dragged.is_empty:
            self._page.told.emit(
                _("None of these can leave as a file: they have no date at all, or are internal.")
            )
            return
        self._ready = (selection, mark, dragged)
        if self.is_held():
            self._drag(dragged)
        else:
            self._page.told.emit(_("The file is ready now: drag the rows again."))

    def _drag(self, dragged: DraggedFile) -> None:
        if dragged.path is not None and not dragged.path.exists():
            self._ready = None  # the window was closed meanwhile
            return
        drag = QDrag(self._view)
        drag.setMimeData(mime_data(dragged))
        picture = self._picture(dragged.title)
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(-SMALL, -SMALL))
        self.start(drag)

    def _picture(self, title: str) -> QPixmap:
        metrics = self._view.fontMetrics()
        width = 2 * SMALL + _ICON + TIGHT + metrics.horizontalAdvance(title)
        height = metrics.height() + 2 * SMALL
        scale = self._view.devicePixelRatioF()
        picture = QPixmap(round(width * scale), round(height * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        colours = tone_colours(Tone.TEAL, self._view.palette())
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.ground)
        painter.drawRoundedRect(QRectF(0, 0, width, height), SMALL, SMALL)
        paint_icon(painter, "export", QRectF(SMALL, (height - _ICON) / 2, _ICON, _ICON), colours.text)
        painter.setPen(colours.text)
        painter.setFont(self._view.font())
        words = QRectF(SMALL + _ICON + TIGHT, 0, width, height)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        painter.end()
        return picture


def mime_data(dragged: DraggedFile) -> QMimeData:
    """The file by its address and by its content, and as words."""
    data = QMimeData()
    if dragged.path is not None:
        data.setUrls([QUrl.fromLocalFile(str(dragged.path))])
        data.setData(_MIME_TYPES[dragged.path.suffix], dragged.path.read_bytes())
    data.setText(dragged.text)
    return data
