"""Prints the calendar that is seen, or saves it as a PDF: laid out in a thread, then shown or written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _, ngettext
from capadesk.ui.calendar.calendar_content import CalendarContent, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.common.file_dialogs import file_dialog

if TYPE_CHECKING:
    from capadesk.ui.calendar.calendar_page import CalendarPage
    from capadesk.ui.calendar.printing.calendar_print import CalendarPrint

Printable = CalendarContent | TimelineContent


class CalendarPrinting:
    """Qt's printing is loaded when somebody prints."""

    def __init__(self, presenter: CalendarPresenter, page: CalendarPage) -> None:
        self._presenter = presenter
        self._page = page
        self.preview: QDialog | None = None
        self.chooser: QFileDialog | None = None

    @property
    def printable(self) -> Printable | None:
        """What is seen, if it can be put on pages: a timeline without rows cannot."""
        if self._presenter.scale is not Scale.TIMELINE:
            return self._page.content
        timeline = self._page.views.timeline.view.content
        return timeline if timeline is not None and timeline.groups else None

    @property
    def title(self) -> str:
        """The name of what is seen."""
        is_timeline = self._presenter.scale is Scale.TIMELINE
        return self._page.views.timeline.presenter.title if is_timeline else self._presenter.title

    def show_preview(self) -> None:
        """Show the pages, with the system's print dialog a click away."""
        content = self.printable
        if content is not None:
            make = self._maker(content, is_for_window=True)
            self._page.job_wanted.emit(_("Laying out the pages"), lambda _step: make(), self._open_preview)

    def choose_pdf(self) -> None:
        """Ask where to, then write the pages there."""
        content = self.printable
        if content is None:
            return
        make = self._maker(content)
        dialog = self.chooser = file_dialog(self._page, _("Save as PDF"), "", _("PDF (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self.title}.pdf".replace("/", "-"))
        dialog.fileSelected.connect(lambda chosen: self.save_pdf(make, Path(chosen)))
        dialog.open()

    def save_pdf(self, make: Callable[[], CalendarPrint], path: Path) -> None:
        """Write the pages into a file, in a thread."""

        def write(progress: ProgressCallback) -> int:
            return make().write_pdf(path, progress)

        self._page.job_wanted.emit(_("Writing the PDF"), write, lambda count: self._tell(path, count))

    def _maker(self, content: Printable, *, is_for_window: bool = False) -> Callable[[], CalendarPrint]:
        presenter, title = self._presenter, self.title

        def make() -> CalendarPrint:
            from capadesk.ui.calendar.printing.calendar_print import IN_A_FILE, IN_THE_WINDOW, CalendarPrint

            return CalendarPrint(presenter, content, title, IN_THE_WINDOW if is_for_window else IN_A_FILE)

        return make

    def _open_preview(self, pages: CalendarPrint) -> None:
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(pages.layout)
        printer.setDocName(pages.title)
        window: QWidget = self._page.window()
        dialog = QPrintPreviewDialog(printer, window)
        dialog.setWindowTitle(_("Print: {title}").format(title=pages.title))
        dialog.resize(window.size() * 0.9)
        dialog.paintRequested.connect(pages.paint)
        dialog.finished.connect(dialog.deleteLater)
        self._printer = printer  # the dialog paints on it, and does not keep it
        self.preview = dialog
        dialog.open()

    def _tell(self, path: Path, count: int) -> None:
        number = self._presenter.desk.localisation.number(count)
        text = ngettext("{number} page written to {file}.", "{number} pages written to {file}.", count)
        self._page.told.emit(text.format(number=number, file=str(path)))
