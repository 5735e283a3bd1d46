"""The calendar on paper: its pages, a preview with the system's print dialog, and a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QMarginsF, QSaveFile, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _
from capadesk.ui.calendar.agenda_rows import agenda_rows
from capadesk.ui.calendar.calendar_content import CalendarContent, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.printing.printed_agenda import AgendaPages
from capadesk.ui.calendar.printing.printed_month import MonthPages
from capadesk.ui.calendar.printing.printed_sheet import DOTS_PER_INCH, Heading, Page, Sheet
from capadesk.ui.calendar.printing.printed_timeline import TimelinePages
from capadesk.ui.calendar.printing.printed_year import year_page
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.calendar.timeline.timeline_presenter import TimelinePresenter
from capadesk.ui.common.lists.day_rows import DayRow

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

_MARGIN_MM = 12.0
IN_A_FILE, IN_THE_WINDOW = 3_000, 1_000
"""So many rows of an agenda are printed; the window itself paints those of a preview."""
_ROWS_A_GROUP = 4
"""A row of a timeline is painted like so many of an agenda."""
_SHARP = 600


class CalendarPrint:
    """What was seen, laid out for paper: a month, a year and a timeline across, an agenda upright.

    Days and weeks are printed as an agenda of theirs. Made and painted in any thread.
    """

    def __init__(
        self,
        presenter: CalendarPresenter,
        content: CalendarContent | TimelineContent,
        title: str,
        rows_at_most: int = IN_A_FILE,
    ) -> None:
        self._presenter = presenter
        self._rows_at_most = rows_at_most
        is_across = isinstance(content, TimelineContent) or content.scale in (Scale.MONTH, Scale.YEAR)
        across = QPageLayout.Orientation.Landscape
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self.layout = QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            across if is_across else QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
        self.title = title
        desk = presenter.desk
        platform = platform_of(desk.store)
        printed = _("Printed on {day}").format(day=desk.localisation.date(desk.clock.today()))
        points = self.layout.paintRect(QPageLayout.Unit.Point)
        scale = DOTS_PER_INCH / 72
        self.size = QSizeF(points.width() * scale, points.height() * scale)
        self.is_cut = False
        self.pages: Sequence[Page] = (
            self._timeline_pages(content)
            if isinstance(content, TimelineContent)
            else self._calendar_pages(content)
        )
        if self.is_cut:
            printed = " · ".join((printed, _("There is more than is printed: narrow it by a filter")))
        self._heading = Heading(title, platform.name if platform is not None else "", printed)

    def _timeline_pages(self, content: TimelineContent) -> list[Page]:
        at_most = self._rows_at_most // _ROWS_A_GROUP
        timeline = TimelinePages(TimelinePresenter(self._presenter), content, self.size, at_most)
        self.is_cut = timeline.is_cut
        return timeline.pages()

    def _calendar_pages(self, content: CalendarContent) -> list[Page]:
        presenter, self.is_cut = self._presenter, content.is_cut
        if content.scale is Scale.YEAR:
            return [year_page(presenter, content)]
        agenda = AgendaPages(presenter, content.zone, self.size)
        if content.scale is not Scale.MONTH:
            return agenda.pages(self._cut(list(agenda_rows(presenter, content, presenter.clashes))))
        month = MonthPages(presenter, content, self.size)
        more = set(month.days_with_more)
        rows = self._cut([row for row in agenda_rows(presenter, content) if row.day in more])
        return [month.page(), *(agenda.pages(rows) if rows else ())]

    def _cut(self, rows: list[DayRow]) -> list[DayRow]:
        self.is_cut = self.is_cut or len(rows) > self._rows_at_most
        return rows[: self._rows_at_most]

    def write_pdf(self, path: Path, progress: ProgressCallback | None = None) -> int:
        """Write a PDF, whole or not at all, and give the number of its pages.

        EnvironmentFailure `file_not_writable`; Cancelled by `progress`.
        """
        file = QSaveFile(str(path))
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise EnvironmentFailure("file_not_writable", file=str(path))
        try:
            is_painted = self._paint_pdf(file, progress)
        except BaseException:
            file.cancelWriting()
            raise
        if not is_painted or not file.commit():
            raise EnvironmentFailure("file_not_writable", file=str(path))
        return len(self.pages)

    def _paint_pdf(self, file: QSaveFile, progress: ProgressCallback | None) -> bool:
        writer = QPdfWriter(file)
        writer.setPageLayout(self.layout)
        writer.setResolution(_SHARP)
        writer.setTitle(self.title)
        writer.setCreator("CapaDesk")
        return self.paint(writer, progress)

    def paint(self, device: QPagedPaintDevice, progress: ProgressCallback | None = None) -> bool:
        """Paint all pages on a device that has this layout; whether it could be begun."""
        painter = QPainter()
        if not painter.begin(device):
            return False
        try:
            dots = device.logicalDpiX() / DOTS_PER_INCH
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(dots, dots)
            for number, page in enumerate(self.pages):
                if progress is not None:
                    progress(number, len(self.pages))
                if number:
                    device.newPage()
                sheet = Sheet(painter, self.size)
                sheet.frame(self._heading, number + 1, len(self.pages))
                page(sheet)
        finally:
            painter.end()
        return True
