"""Files from others: dropped or chosen, looked at, taken in, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import ChangeSet
from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import MergePreview
from capadesk.services.merging.merge_service import MergeDone
from capadesk.services.scratch_folder import file_name
from capadesk.services.words import _
from capadesk.ui.bring_together.files_presenter import FilesPresenter
from capadesk.ui.bring_together.records_page import RecordsPage
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.elided_label import ElidedLabel
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL
from capadesk.ui.common.window_page import WindowPage


class FilesSection(WindowPage):
    """Nothing yet, files that were looked at, or what was done."""

    send_wanted = Signal()
    contradictions_wanted = Signal()
    duplicates_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_outdated = False
        self.presenter = FilesPresenter(desk)
        self.empty = EmptyState(
            "merge",
            _("Drop files from your colleagues here"),
            _(
                "Packages and whole data files, several at once, in any order, late or twice: nothing is "
                "doubled and nothing is lost. You see what would come before anything is stored."
            ),
            self,
        )
        self.empty.add_button(_("&Choose files…"), self.choose_files, is_main=True)
        self.empty.add_button(_("Send &my changes…"), self.send_wanted.emit)
        self.records = RecordsPage(self.presenter, self)
        self.finished = EmptyState("check_circle", "", "", self)
        self.report_button = self.finished.add_button(_("Save a &report…"), self.choose_report, is_main=True)
        self.settle_button = self.finished.add_button(
            _("Settle &contradictions"), self.contradictions_wanted.emit
        )
        self.duplicates_button = self.finished.add_button(
            _("Look for &duplicates"), self.duplicates_wanted.emit
        )
        self.finished.add_button(_("Bring &more files together"), self.begin_anew)
        self._stack = QStackedWidget(self)
        for widget in (self.empty, self._made_body(), self.finished):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    def _made_body(self) -> QWidget:
        self.summary = ElidedLabel(self)
        self.summary.setForegroundRole(QPalette.ColorRole.WindowText)
        self.clear_button = QPushButton(_("C&lear"), self)
        self.clear_button.clicked.connect(self.begin_anew)
        self.add_button = QPushButton(_("&Add files…"), self)
        set_icon(self.add_button, "plus")
        self.add_button.clicked.connect(self.choose_files)
        self.merge_button = QPushButton(_("&Bring together"), self)
        self.merge_button.setProperty(PRIMARY, True)
        set_icon(self.merge_button, "merge", QPalette.ColorRole.HighlightedText)
        self.merge_button.clicked.connect(self.merge)
        foot = _Foot(self)
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(foot)
        row.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(self.summary, 1)
        for button in (self.clear_button, self.add_button, self.merge_button):
            row.addWidget(button)
        self.body = QWidget(self)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.records, 1)
        column.addWidget(foot)
        return self.body

    def _connect(self) -> None:
        self.records.failed.connect(self.failed)
        self.records.unlocked.connect(self._unlock)
        self.records.removed.connect(self._remove)
        self.records.chosen.connect(self._show_summary)

    # --- what can be done -------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask which files are to be brought together."""
        kinds = _("From other desks (*.capadesk *.age *.db)") + ";;" + _("All files (*)")
        dialog = file_dialog(self, _("Bring files together"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take_files([Path(name) for name in names]))
        dialog.open()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Look at files, after those that are there."""
        if self.presenter.done is not None:
            self.presenter.clear()
        if self.presenter.add(paths):
            self._look()
        self._show()

    def begin_anew(self) -> None:
        """Forget the files."""
        self.presenter.clear()
        self._show()
        self.focus_first()

    def merge(self) -> None:
        """Take in what was seen, and settle as was chosen."""
        if self._is_outdated or not self.presenter.is_seen:
            self._look()
        elif self.presenter.can_merge:
            self.job_wanted.emit(_("Bringing files together"), self.presenter.merge(), self._show_done)

    def choose_report(self) -> None:
        """Ask where to put the report on what was done."""
        kinds = _("Excel workbook (*.xlsx)") + ";;" + _("Comma-separated values (*.csv)")
        dialog = file_dialog(self, _("Save the report"), "", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("xlsx")
        day = self._desk.clock.today().isoformat()
        dialog.selectFile(file_name(_("brought together {day}").format(day=day)) + ".xlsx")
        dialog.fileSelected.connect(lambda chosen: self.save_report(Path(chosen)))
        dialog.open()

    def save_report(self, path: Path) -> None:
        """Write the report on what was done."""
        text = _("The report is in {file}.").format(file=path)
        self.job_wanted.emit(
            _("Writing the report"), self.presenter.save_report(path), lambda _none: self.told.emit(text)
        )

    # --- looking ----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether something is still looked at."""
        return self.records.is_reading

    def _look(self) -> None:
        """Look at the files anew."""
        self._is_outdated = False
        self.job_wanted.emit(_("Looking at the files"), self.presenter.look(), self._take)

    def _take(self, preview: MergePreview) -> None:
        if len(preview.files) == len(self.presenter.files):
            self.presenter.take(preview)
        self._show()
        self.focus_first()

    def _unlock(self, number: int, passphrase: str) -> None:
        self.presenter.unlock(number, passphrase)
        self._look()

    def _remove(self, number: int) -> None:
        self.presenter.remove(number)
        self.presenter.preview = None
        if self.presenter.files:
            self._look()
        self._show()

    def _show_done(self, done: MergeDone | MergePreview) -> None:
        if isinstance(done, MergePreview):
            self._take(done)
            self.told.emit(
                _("The data or one of the files changed meanwhile. Nothing was taken in; look once more.")
            )
            return
        self.presenter.done = done
        self._show()
        if done.reports:
            self.changed.emit(done.changes)
        if done.settled is not None:
            self.changed.emit(done.settled)
        self.focus_first()

    # --- what is shown ----------------------------------------------------------------------------

    def _show(self) -> None:
        presenter = self.presenter
        if presenter.done is not None:
            self.finished.set_words(presenter.done_title(presenter.done), presenter.done_text(presenter.done))
            self._stack.setCurrentWidget(self.finished)
        elif presenter.files:
            self.records.show_files()
            self._show_summary()
            self._stack.setCurrentWidget(self.body)
        else:
            self._stack.setCurrentWidget(self.empty)

    def _show_summary(self) -> None:
        self.summary.setText(self.presenter.summary())
        is_seen = self.presenter.is_seen
        self.merge_button.setText(_("&Bring together") if is_seen else _("&Look at the files"))
        self.merge_button.setEnabled(self.presenter.can_merge or not is_seen)

    # --- what the page asks -----------------------------------------------------------------------

    def focus_first(self) -> None:
        """See WindowPage."""
        shown = self._stack.currentWidget()
        if shown is None or shown is self.body:
            self.records.focus_first()
            return
        for button in shown.findChildren(QPushButton):
            if button.isVisibleTo(shown):
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def refresh(self, change_set: ChangeSet) -> None:
        """What was seen may not be so any more: it is looked at again when the page is looked at."""
        if self.presenter.files and self.presenter.done is None:
            self._is_outdated = True
            if self.isVisible():
                self.shown()

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_outdated and self.presenter.files and self.presenter.done is None:
            self._look()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        self.records.remember(settings)

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        self.records.recall(settings)

    def wait(self) -> None:
        """See WindowPage."""
        self.records.wait()


class _Foot(QWidget):
    """The row below, parted by a line."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        painter.end()
