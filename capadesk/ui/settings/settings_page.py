"""The page of the settings: a calm list of sections on the left, one section on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import ChangeSet
from capadesk.services.words import _
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.side_list import SideList
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from capadesk.ui.common.window_page import WindowPage
from capadesk.ui.settings.event_groups_section import EventGroupsSection
from capadesk.ui.settings.settings_section import SettingsContext, SettingsSection

if TYPE_CHECKING:
    from capadesk.services.ports import KeptDraft
    from capadesk.ui.common.editing.brought_back import BroughtBack

_SETTING = "settings/section"


class SettingsPage(WindowPage):
    """Joins the sections; each is a page of its own."""

    def __init__(
        self,
        context: SettingsContext,
        sections: Sequence[SettingsSection],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.sections = tuple(sections)
        self._pages: dict[str, WindowPage] = {}
        self._name = ""
        self.list = SideList(_("Sections of the settings"), self)
        for section in self.sections:
            self.list.add_entry(section.icon, section.title)
        self.list.fit()
        self.list.currentRowChanged.connect(self._show_row)
        self.list.activated.connect(lambda _index: self.section.focus_first())
        self._stack = QStackedWidget(self)
        self._arrange()
        self.list.setCurrentRow(0)

    def _arrange(self) -> None:
        heading = QLabel(_("Settings"), self)
        heading.setFont(title_font(self.font()))
        heading.setContentsMargins(MEDIUM, 0, 0, 0)
        side = QVBoxLayout()
        side.setContentsMargins(SMALL, WIDE, SMALL, LARGE)
        side.setSpacing(MEDIUM)
        side.addWidget(lead(heading))
        side.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side)
        row.addWidget(_Line(self))
        row.addWidget(self._stack, 1)

    # --- sections ---------------------------------------------------------------------------------

    @property
    def section(self) -> WindowPage:
        """The section that is shown."""
        return self._page(self._name)

    @property
    def section_name(self) -> str:
        """Its name."""
        return self._name

    def show_section(self, name: str) -> None:
        """Show a section by its name; what is being changed in the others stays as it is."""
        names = [section.name for section in self.sections]
        if name in names:
            self.list.setCurrentRow(names.index(name))

    def show_named_record(self, kind: str, record_id: UUID) -> None:
        """See WindowPage: the section of series, or of projects."""
        self.show_section(kind)
        section = self.section
        if isinstance(section, EventGroupsSection) and section.kind == kind:
            section.choose(record_id)
            section.focus_first()

    def _show_row(self, row: int) -> None:
        self._name = self.sections[row].name
        page = self._page(self._name)
        self._stack.setCurrentWidget(page)
        page.shown()
        self.state_changed.emit()

    def _page(self, name: str) -> WindowPage:
        page = self._pages.get(name)
        if page is None:
            section = next(each for each in self.sections if each.name == name)
            page = self._pages[name] = section.make_widget(self._context)
            self._stack.addWidget(page)
            page.changed.connect(self.changed)
            page.failed.connect(self.failed)
            page.asked.connect(self.asked)
            page.told.connect(self.told)
            page.calmed.connect(self.calmed)
            page.state_changed.connect(self.state_changed)
            page.record_wanted.connect(self.record_wanted)
            page.job_wanted.connect(self.job_wanted)
            page.desk_wanted.connect(self.desk_wanted)
            page.recall(self._context.settings)
        return page

    # --- what the window asks of every page -------------------------------------------------------

    @property
    def is_modified(self) -> bool:
        """See WindowPage."""
        return any(page.is_modified for page in self._pages.values())

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """See WindowPage: the first section that holds unsaved words is shown and asks."""
        for name, page in self._pages.items():
            if page.is_modified:
                self.show_section(name)
                page.leave_then(lambda: self.leave_then(go_on))
                return
        go_on()

    @property
    def unsaved_name(self) -> str:
        """See WindowPage."""
        return _("Settings")

    def save(self) -> bool:
        """See WindowPage: all sections, until one refuses; that one is shown."""
        for name, page in self._pages.items():
            if page.is_modified and not page.save():
                self.show_section(name)
                return False
        return True

    def revert(self) -> None:
        """See WindowPage."""
        for page in self._pages.values():
            if page.is_modified:
                page.revert()

    def bring_back_draft(self, draft: KeptDraft) -> BroughtBack | None:
        """See WindowPage: the section that is named like the kind of record."""
        if draft.kind not in [section.name for section in self.sections]:
            return super().bring_back_draft(draft)
        found = self._page(draft.kind).bring_back_draft(draft)
        if found is not None and self._page(draft.kind).is_modified:
            self.show_section(draft.kind)
        return found

    def keep_at_once(self) -> None:
        """See WindowPage."""
        for page in self._pages.values():
            page.keep_at_once()

    def focus_editor(self) -> None:
        """See WindowPage."""
        self.section.focus_editor()

    def focus_first(self) -> None:
        """See WindowPage."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        for page in self._pages.values():
            page.refresh(change_set)

    def shown(self) -> None:
        """See WindowPage."""
        self.section.shown()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.setValue(_SETTING, self._name)
        for page in self._pages.values():
            page.remember(settings)

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        self.show_section(str(settings.value(_SETTING, "")))

    def wait(self) -> None:
        """See WindowPage."""
        for page in self._pages.values():
            page.wait()


class _Line(QWidget):
    """A thin line between list and section."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(1 + TIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(self.rect().topLeft(), self.rect().bottomLeft())
        painter.end()
