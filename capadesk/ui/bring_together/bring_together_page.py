"""The page that brings files together: a title, the sections as tabs, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

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
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE
from capadesk.ui.common.window_page import WindowPage

# Who has no hub does not pay for it.
if TYPE_CHECKING:
    from capadesk.ui.bring_together.synchronise_section import SynchroniseSection

FILES, CONTRADICTIONS, DUPLICATES, SENDERS, SEND, SYNCHRONISE = range(6)


class BringTogetherPage(WindowPage):
    """Joins the sections; each is a page of its own."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._settings: QSettings | None = None
        self._made: dict[int, WindowPage] = {}
        self._titles = (
            *(_("Files"), _("Contradictions"), _("Duplicates")),
            *(_("Senders"), _("Send"), _("Synchronise")),
        )
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(_("Sections"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setDocumentMode(True)
        self._stack = QStackedWidget(self)
        for title in self._titles:
            self.tabs.addTab(title)
        self._arrange()
        self.tabs.currentChanged.connect(self._show_section)
        self._stack.setCurrentWidget(self.files)

    # --- sections, each made when it is first wanted ----------------------------------------------

    @cached_property
    def files(self) -> FilesSection:
        """Files that are to be taken in."""
        section = FilesSection(self._desk, self)
        section.send_wanted.connect(lambda: self.show_section(SEND))
        section.contradictions_wanted.connect(lambda: self.show_section(CONTRADICTIONS))
        section.duplicates_wanted.connect(lambda: self.show_section(DUPLICATES))
        self._add(FILES, section)
        return section

    @cached_property
    def contradictions(self) -> ContradictionsSection:
        """What is open."""
        section = ContradictionsSection(self._desk, self)
        section.counted.connect(lambda count: self._show_count(CONTRADICTIONS, count))
        self._add(CONTRADICTIONS, section)
        return section

    @cached_property
    def duplicates(self) -> DuplicatesSection:
        """What may be the same."""
        section = DuplicatesSection(self._desk, self)
        section.counted.connect(lambda count: self._show_count(DUPLICATES, count))
        self._add(DUPLICATES, section)
        return section

    @cached_property
    def senders(self) -> SendersSection:
        """Who sent what."""
        section = SendersSection(self._desk, self)
        self._add(SENDERS, section)
        return section

    @cached_property
    def send(self) -> SendSection:
        """A package for others."""
        section = SendSection(self._desk, self)
        self._add(SEND, section)
        return section

    @cached_property
    def synchronise(self) -> SynchroniseSection:
        """Both ways with a hub."""
        from capadesk.ui.bring_together.synchronise_section import SynchroniseSection

        section = SynchroniseSection(self._desk, self)
        section.contradictions_wanted.connect(lambda: self.show_section(CONTRADICTIONS))
        self._add(SYNCHRONISE, section)
        return section

    def _section_at(self, number: int) -> WindowPage:
        match number:
            case 1:
                return self.contradictions
            case 2:
                return self.duplicates
            case 3:
                return self.senders
            case 4:
                return self.send
            case 5:
                return self.synchronise
            case _:
                return self.files

    def _add(self, number: int, section: WindowPage) -> None:
        self._made[number] = section
        self._stack.addWidget(section)
        if self._settings is not None:
            section.recall(self._settings)
        section.changed.connect(self.changed)
        section.failed.connect(self.failed)
        section.asked.connect(self.asked)
        section.told.connect(self.told)
        section.calmed.connect(self.calmed)
        section.record_wanted.connect(self.record_wanted)
        section.history_wanted.connect(self.history_wanted)
        section.job_wanted.connect(self.job_wanted)

    # --- the page ---------------------------------------------------------------------------------

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

    def synchronise_now(self) -> None:
        """Show the hub, and what would come and go; with none named, ask for one."""
        self.show_section(SYNCHRONISE)
        if not self.synchronise.presenter.address:
            self.synchronise.synchronise()

    def show_contradictions(self, kind: str, record_id: UUID) -> None:
        """Show what contradicts in a record."""
        self.contradictions.choose_record(kind, record_id)
        self.show_section(CONTRADICTIONS)

    def show_section(self, number: int) -> None:
        """Show a section, with the focus where its work begins."""
        self.tabs.setCurrentIndex(number)
        self.section.focus_first()

    @property
    def section(self) -> WindowPage:
        """The section that is shown."""
        return self._section_at(self.tabs.currentIndex())

    def _step(self, by: int) -> None:
        self.show_section((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_section(self, number: int) -> None:
        section = self._section_at(number)
        self._stack.setCurrentWidget(section)
        section.shown()

    def _show_count(self, number: int, count: int) -> None:
        words = self._titles[number]
        if count:
            words = f"{words}  {self._desk.localisation.number(count)}"
        self.tabs.setTabText(number, words)

    # --- what the window asks ---------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether something is still to come."""
        return any(getattr(section, "is_reading", False) for section in self._made.values())

    def focus_first(self) -> None:
        """See WindowPage."""
        self.section.focus_first()

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        for section in self._made.values():
            section.refresh(change_set)
        if self.isVisible():
            self.contradictions.shown()  # how many there are stands in its tab

    def shown(self) -> None:
        """See WindowPage."""
        self.section.shown()
        self.contradictions.shown()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        for section in self._made.values():
            section.remember(settings)

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        self._settings = settings
        for section in self._made.values():
            section.recall(settings)

    def wait(self) -> None:
        """See WindowPage."""
        for section in self._made.values():
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
