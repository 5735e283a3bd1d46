"""The window: the rail, the areas, the message bar and the menus over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.appearance import Appearance, Scheme
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.common.icons import set_icon
from capadesk.ui.common.job_runner import JobRunner
from capadesk.ui.common.message_bar import MessageBar, Question
from capadesk.ui.common.navigation_rail import NavigationRail
from capadesk.ui.common.progress_strip import ProgressStrip
from capadesk.ui.common.sentences import label_text, sentence_of
from capadesk.ui.common.undo_keys import TextField, can_step, text_field_of
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.events import events_area
from capadesk.ui.files.file_actions import FileActions
from capadesk.ui.meetings import meetings_area
from capadesk.ui.organisations import organisations_area
from capadesk.ui.people import people_area

_LOOK_FOR_CHANGES_MS = 1000


class _Area(NamedTuple):
    name: str
    icon: str
    title: str
    make_page: Callable[[Desk], AreaPage]


def _areas() -> tuple[_Area, ...]:
    return (
        _Area(events_area.NAME, events_area.ICON, _("Events"), events_area.make_page),
        _Area(meetings_area.NAME, meetings_area.ICON, _("Meetings"), meetings_area.make_page),
        _Area(people_area.NAME, people_area.ICON, _("People"), people_area.make_page),
        _Area(
            organisations_area.NAME, organisations_area.ICON, _("Organisations"), organisations_area.make_page
        ),
    )


class MainWindow(QMainWindow):
    """One data file in one window."""

    fault_found = Signal(object)
    """An exception that is a fault of the program."""

    def __init__(self, desk: Desk, appearance: Appearance, memory: WindowMemory) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._memory = memory
        self._mark = desk.store.latest_change()
        self._is_left = False
        self._areas = _areas()
        self._pages: dict[int, AreaPage] = {}
        self._current = 0
        self.runner = JobRunner(self)
        self.files = FileActions(desk, self.runner, self)
        self.bar = MessageBar(self)
        self.rail = NavigationRail(
            [
                (area.icon, area.title, f"{area.title} (Ctrl+{number})")
                for number, area in enumerate(self._areas, 1)
            ],
            self,
        )
        self._stack = QStackedWidget(self)
        self._arrange()
        self._make_actions()
        self._make_menus()
        self._connect()
        self.setWindowTitle(f"{Path(desk.store.location).stem}[*] – CapaDesk")
        self.bar.set_quiet_text(desk.store.location)
        shown = memory.restore(self)
        names = [area.name for area in self._areas]
        self.show_area(names.index(shown) if shown in names else 0)
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_FOR_CHANGES_MS)
        self._watch.timeout.connect(self.look_for_changes)
        self._watch.start()

    # --- building ---------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.progress = ProgressStrip(self.runner, self)
        content = _Content(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(1, 1, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._stack, 1)
        inner.addWidget(self.progress)
        inner.addWidget(self.bar)
        centre = QWidget(self)
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(content, 1)
        self.setCentralWidget(centre)

    def _make_actions(self) -> None:
        standard = QKeySequence.StandardKey
        self.new_action = self._page_action(_("&New"), "plus", "Ctrl+N", AreaPage.start_new)
        self.save_action = self._page_action(_("&Save"), "save", "Ctrl+S", AreaPage.save)
        self.revert_action = self._page_action(_("Re&vert"), "revert", "", AreaPage.revert)
        self.import_action = self._action(_("&Import…"), "import", "Ctrl+I", self.files.choose_import)
        self.backup_action = self._action(_("&Back up…"), "backup", "", self.files.choose_backup)
        self.quit_action = self._action(_("&Quit"), "", "Ctrl+Q", self.close)
        self.undo_action = self._action(_("&Undo"), "undo", "Ctrl+Z", self._undo_where_the_focus_is)
        self.redo_action = self._action(_("&Redo"), "redo", "Ctrl+Shift+Z", self._redo_where_the_focus_is)
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.find_action = self._page_action(_("&Find in the list"), "search", "", AreaPage.focus_filter)
        self.find_action.setShortcut(QKeySequence(standard.Find))
        self.duplicate_action = self._page_action(_("D&uplicate"), "duplicate", "Ctrl+D", AreaPage.duplicate)
        self.delete_action = self._page_action(_("&Delete") + "\tDel", "trash", "", AreaPage.delete)

    def _page_action(self, text: str, icon: str, keys: str, act: Callable[[AreaPage], object]) -> QAction:
        return self._action(text, icon, keys, lambda: act(self.page))

    def _action(self, text: str, icon: str, keys: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        if icon:
            set_icon(action, icon)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _make_menus(self) -> None:
        bar = self.menuBar()
        file_menu = bar.addMenu(_("&File"))
        file_menu.addActions([self.new_action, self.save_action, self.revert_action])
        file_menu.addSeparator()
        file_menu.addAction(self.import_action)
        file_menu.addAction(self._action(_("&Workbook to fill in…"), "sheet", "", self.files.choose_template))
        self._fill_export_menu(file_menu.addMenu(_("&Export")))
        file_menu.addAction(self.backup_action)
        file_menu.addSeparator()
        file_menu.addAction(self.quit_action)
        edit_menu = bar.addMenu(_("&Edit"))
        edit_menu.addActions([self.undo_action, self.redo_action])
        edit_menu.addSeparator()
        edit_menu.addActions([self.find_action])
        edit_menu.addSeparator()
        edit_menu.addActions([self.duplicate_action, self.delete_action])
        self._fill_view_menu(bar.addMenu(_("&View")))

    def _fill_export_menu(self, menu: QMenu) -> None:
        set_icon(menu.menuAction(), "export")
        for text, icon, act in self.files.exports():
            menu.addAction(self._action(text, icon, "", act))

    def _fill_view_menu(self, menu: QMenu) -> None:
        for number, area in enumerate(self._areas):
            show = partial(self.show_area, number)
            menu.addAction(self._action(area.title, area.icon, f"Ctrl+{number + 1}", show))
        menu.addSeparator()
        group = QActionGroup(self)
        for scheme, text in (
            (Scheme.SYSTEM, _("&As the system")),
            (Scheme.LIGHT, _("&Light")),
            (Scheme.DARK, _("&Dark")),
        ):
            action = QAction(text, self)
            action.setCheckable(True)
            action.setChecked(self._appearance.scheme is scheme)
            action.triggered.connect(lambda _checked=False, chosen=scheme: self._appearance.choose(chosen))
            group.addAction(action)
            menu.addAction(action)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_area)
        self.bar.undo_wanted.connect(self.undo)
        self.bar.redo_wanted.connect(self.redo)
        self.files.changed.connect(self._show_change)
        self.files.failed.connect(self._show_failure)
        self.files.told.connect(self.bar.say)

    # --- areas ------------------------------------------------------------------------------------

    @property
    def area_names(self) -> tuple[str, ...]:
        """The areas in their order."""
        return tuple(area.name for area in self._areas)

    @property
    def page(self) -> AreaPage:
        """The page that is shown."""
        return self._page(self._current)

    def show_area(self, number: int) -> None:
        """Show an area; what is being edited in the others stays as it is."""
        self._current = number
        page = self._page(number)
        self._stack.setCurrentWidget(page)
        self.rail.show_chosen(number)
        self.new_action.setText(page.presenter.words.new)
        page.focus_list()
        self._show_state()

    def _page(self, number: int) -> AreaPage:
        """The page of an area, made when it is first shown."""
        page = self._pages.get(number)
        if page is None:
            page = self._areas[number].make_page(self._desk)
            self._pages[number] = page
            self._stack.addWidget(page)
            page.recall(self._memory.settings)
            page.changed.connect(self._show_change)
            page.failed.connect(self._show_failure)
            page.asked.connect(self._ask)
            page.told.connect(self.bar.say)
            page.calmed.connect(self.bar.calm)
            page.state_changed.connect(self._show_state)
            page.import_wanted.connect(self.files.choose_import)
            page.sample_wanted.connect(self.files.add_sample)
        return page

    def _show_state(self) -> None:
        for number, page in self._pages.items():
            self.rail.set_unsaved(number, page.is_modified)
        self.setWindowModified(any(page.is_modified for page in self._pages.values()))
        if self._current not in self._pages:
            return
        page = self.page
        is_open = page.shown_record is not None
        self.save_action.setEnabled(is_open)
        self.revert_action.setEnabled(is_open and page.is_modified)
        self.delete_action.setEnabled(is_open)
        self.duplicate_action.setEnabled(is_open and page.presenter.can_duplicate)

    # --- changes ----------------------------------------------------------------------------------

    def undo(self) -> None:
        """Undo the newest change of this desk."""
        self._step(self._desk.store.undo, _("There is nothing to undo."))

    def redo(self) -> None:
        """Take back the newest undo."""
        self._step(self._desk.store.redo, _("There is nothing to redo."))

    def look_for_changes(self) -> None:
        """Show what other programs have written into the file."""
        if self.runner.is_busy:
            return
        mark = self._desk.store.latest_change()
        if mark == self._mark:
            return
        change_sets = self._desk.store.changes_since(self._mark)
        self._mark = mark
        for change_set in change_sets:
            self._refresh(change_set)

    def _step(self, act: Callable[[], ChangeSet | None], nothing: str) -> None:
        try:
            change_set = act()
        except CapaDeskError as error:
            self._show_failure(error)
            return
        if change_set is None:
            self.bar.say(nothing)
        else:
            self._show_change(change_set)

    def _undo_where_the_focus_is(self) -> None:
        field = _focused_text()
        if field is not None and can_step(field, is_undo=True):
            field.undo()
        else:
            self.undo()

    def _redo_where_the_focus_is(self) -> None:
        field = _focused_text()
        if field is not None and can_step(field, is_undo=False):
            field.redo()
        else:
            self.redo()

    def _show_change(self, change_set: ChangeSet, more: str = "") -> None:
        text = label_text(change_set.label, change_set.label_data)
        is_undo = change_set.role is ChangeRole.UNDO
        if is_undo:
            text = _("Undone: {text}").format(text=text)
        elif change_set.role is ChangeRole.REDO:
            text = _("Done again: {text}").format(text=text)
        if change_set.skipped:
            text += " " + _("What was changed since was left as it is.")
        text = " · ".join(part for part in (text, more) if part)
        store = self._desk.store
        if is_undo:
            self.bar.say(text, with_redo=store.next_redo() is not None)
        else:
            self.bar.say(text, with_undo=store.next_undo() is not None)
        self._mark = self._desk.store.latest_change()
        self._refresh(change_set)

    def _refresh(self, change_set: ChangeSet) -> None:
        if "code_item" in change_set.kinds():
            self._desk.code_book.reload()
        for page in list(self._pages.values()):
            page.refresh(change_set)

    def _show_failure(self, error: Exception) -> None:
        if isinstance(error, CapaDeskError):
            self.bar.complain(sentence_of(error))
        else:
            self.fault_found.emit(error)

    def _ask(self, question: Question) -> None:
        self.bar.ask(question)

    # --- leaving ----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first; then hide at once and tidy up behind."""
        if not self._is_left:
            for number, page in self._pages.items():
                if page.is_modified:
                    event.ignore()
                    self.show_area(number)
                    page.leave_then(self._leave)
                    return
        self._is_left = True
        self._watch.stop()
        self._memory.keep(self, self._areas[self._current].name)
        for page in self._pages.values():
            page.remember(self._memory.settings)
        self.hide()
        self.runner.wait()
        for page in self._pages.values():
            page.wait()
        event.accept()

    def close_without_asking(self) -> None:
        """Close; what is not saved is lost."""
        self._is_left = True
        self.close()

    def _leave(self) -> None:
        self.close()

    def changeEvent(self, event: QEvent) -> None:
        """Coming back to the window shows at once what others have written meanwhile."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and hasattr(self, "_watch"):
            self.look_for_changes()


def _focused_text() -> TextField | None:
    focused = QApplication.focusWidget()
    return text_field_of(focused) if focused is not None else None


class _Content(QWidget):
    """What is beside the rail, parted from rail and menus by a line."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        rect = self.rect().adjusted(0, 0, -1, -1)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = (rect.topRight(), rect.bottomRight()) if is_mirrored else (rect.topLeft(), rect.bottomLeft())
        painter.drawLine(*side)
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.end()
