"""The page that brings files together: a title, the sections as tabs, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.bring_together.contradictions_section import ContradictionsSection
from capadesk.ui.bring_together.duplicates_section import DuplicatesSection
from capadesk.ui.bring_together.files_section import FilesSection
from capadesk.ui.bring_together.send_section import SendSection
from capadesk.ui.bring_together.senders_section import SendersSection
from capadesk.ui.common.fonts import title_font
from capadesk.ui.common.spacing import LARGE, SMALL, WIDE
from capadesk.ui.common.window_page import WindowPage

FILES, CONTRADICTIONS, DUPLICATES, SENDERS, SEND = range(5)


class BringTogetherPage(WindowPage):
    """Joins the sections; each is a page of its own."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.files = FilesSection(desk, self)
        self.contradictions = ContradictionsSection(desk, self)
        self.duplicates = DuplicatesSection(desk, self)
        self.senders = SendersSection(desk, self)
        self.send = SendSection(desk, self)
        self.sections: tuple[WindowPage, ...] = (
            self.files,
            self.contradictions,
            self.duplicates,
            self.senders,
            self.send,
        )
        self._titles = (_("Files"), _("Contradictions"), _("Duplicates"), _("Senders"), _("Send"))
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(_("Sections"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setDocumentMode(True)
        self._stack = QStackedWidget(self)
        for title, section in zip(self._titles, self.sections, strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(section)
            self._listen(section)
        self._arrange()
        self._connect()

    def _listen(self, section: WindowPage) -> None:
        section.changed.connect(self.changed)
        section.failed.connect(self.failed)
        section.asked.connect(self.asked)
        section.told.connect(self.told)
        section.calmed.connect(self.calmed)
        section.record_wanted.connect(self.record_wanted)
        section.history_wanted.connect(self.history_wanted)
        section.job_wanted.connect(self.job_wanted)

    def _arrange(self) -> None:
        title = QLabel(_("Bring together"), self)
        title.setFont(title_font(self.font()))
        head = _Head(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(LARGE, SMALL, LARGE, 0)
        row.setSpacing(WIDE)
        row.addWidget(title)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_section)
        self.files.send_wanted.connect(lambda: self.show_section(SEND))
        self.files.contradictions_wanted.connect(lambda: self.show_section(CONTRADICTIONS))
        self.files.duplicates_wanted.connect(lambda: self.show_section(DUPLICATES))
        self.contradictions.counted.connect(lambda count: self._show_count(CONTRADICTIONS, count))
        self.duplicates.counted.connect(lambda count: self._show_count(DUPLICATES, count))
        for keys, step in ((QKeySequence("Ctrl+PgDown"), 1), (QKeySequence("Ctrl+PgUp"), -1)):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=step: self._step(by))

    # --- what can be done -------------------------------------------------------------------------

    def take_files(self, paths: Sequence[Path]) -> None:
        """Look at files that were dropped somewhere; without any, show where they can be dropped."""
        self.show_section(FILES)
        if paths:
            self.files.take_files(paths)

    def show_send(self) -> None:
        """Show where a package for others is made."""
        self.show_section(SEND)

    def show_section(self, number: int) -> None:
        """Show a section, with the focus where its work begins."""
        self.tabs.setCurrentIndex(number)
        self.section.focus_first()

    @property
    def section(self) -> WindowPage:
        """The section that is shown."""
        return self.sections[self.tabs.currentIndex()]

    def _step(self, by: int) -> None:
        self.show_section((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_section(self, number: int) -> None:
        self._stack.setCurrentWidget(self.sections[number])
        self.sections[number].shown()

    def _show_count(self, number: int, count: int) -> None:
        words = self._titles[number]
        if count:
            words = f"{words}  {self._desk.localisation.number(count)}"
        self.tabs.setTabText(number, words)

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether something is still to come."""
        reading = (self.files, self.contradictions, self.duplicates, self.senders)
        return any(section.is_reading for section in reading)

    def focus_first(self) -> None:
        """See WindowPage."""
        self.section.focus_first()

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        for section in self.sections:
            section.refresh(change_set)
        if self.isVisible():
            self.contradictions.shown()  # how many there are stands in its tab

    def shown(self) -> None:
        """See WindowPage."""
        self.section.shown()
        self.contradictions.shown()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        for section in self.sections:
            section.remember(settings)

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        for section in self.sections:
            section.recall(settings)

    def wait(self) -> None:
        """See WindowPage."""
        for section in self.sections:
            section.wait()


class _Head(QWidget):
    """The title and the tabs, parted from the sections by a line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()
