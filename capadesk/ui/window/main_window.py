"""The window: the rail, the areas, the message bar and the menus over them."""

from __future__ import annotations

import logging
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QStackedWidget,
)

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.errors import CapaDeskError, EnvironmentFailure
from capadesk.services.desk import Desk
from capadesk.services.fault_report import ProgramWord
from capadesk.services.ports import ListQuery
from capadesk.services.store_place import short_name
from capadesk.services.words import _
from capadesk.ui.common.backup_schedule import BackupSchedule
from capadesk.ui.common.editing.unsaved_work import UnsavedWork
from capadesk.ui.common.job_runner import JobRunner
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.message_bar import MessageBar, Question
from capadesk.ui.common.navigation_rail import NavigationRail
from capadesk.ui.common.progress_strip import ProgressStrip
from capadesk.ui.common.undo_keys import step_in_focused_text
from capadesk.ui.common.undo_steps import UndoSteps
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.common.window_page import WindowPage
from capadesk.ui.files.data_file_actions import DataFileActions
from capadesk.ui.files.exchange_actions import ExchangeActions
from capadesk.ui.files.file_actions import FileActions
from capadesk.ui.files.file_drop import FileDrop
from capadesk.ui.finder.finder_area import KEYS, make_finder
from capadesk.ui.finder.finder_button import FinderButton
from capadesk.ui.history import history_area
from capadesk.ui.window.actions import WindowActions
from capadesk.ui.window.areas import FOUND_KINDS, has_place, list_of, place_of, window_areas
from capadesk.ui.window.background import WindowBackground
from capadesk.ui.window.content import WindowContent, beside
from capadesk.ui.window.help import WindowHelp
from capadesk.ui.window.inviting import WindowInviting
from capadesk.ui.window.leaving import WindowLeaving
from capadesk.ui.window.news import WindowNews
from capadesk.ui.window.refresh import WindowRefresh
from capadesk.ui.window.together import WindowTogether
from capadesk.ui.window.wiring import connect_page

if TYPE_CHECKING:
    from capadesk.domain.when import When
    from capadesk.ui.common.area_page import AreaPage
    from capadesk.ui.common.passphrase_question import PassphraseQuestion
    from capadesk.ui.common.used_memory import UsedMemory
    from capadesk.ui.finder.finder_panel import FinderPanel

_LOG = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """One data file in one window."""

    fault_found = Signal(object)
    """An exception that is a fault of the program."""
    desk_wanted = Signal(object)
    """A DeskRequest: another data file in this window, or this one anew."""
    closed = Signal()
    """The window has gone, with the work on its pages."""

    def __init__(self, desk: Desk, appearance: Appearance, memory: WindowMemory) -> None:
        super().__init__()
        self._desk = desk
        self._appearance = appearance
        self._memory = memory
        self.leaving = WindowLeaving(self)
        self.areas = window_areas(appearance, memory.settings)
        self._pages: dict[int, WindowPage] = {}
        self._current = 0
        self._refreshing = WindowRefresh(self)
        self.runner = JobRunner(self)
        self.news = WindowNews(desk, self.runner, self)
        self.steps = UndoSteps(desk.store, self.runner, self)
        self.files = FileActions(desk, self.runner, self)
        self.exchange = ExchangeActions(desk, self.files, self)
        self.together = WindowTogether(self)
        self.inviting = WindowInviting(desk, self)
        self.background = WindowBackground(desk, self)
        self.drop = FileDrop(self, self.files.plan_import, self.together.take_files)
        self.data_files = DataFileActions(desk, memory.settings, self)
        self.helping = WindowHelp(self, desk.version, memory.settings)
        self.bar = MessageBar(self)
        self.rail = NavigationRail(
            [
                (area.icon, area.title, f"{area.title} ({area.keys or f'Ctrl+{number}'})")
                for number, area in enumerate(self.areas, 1)
            ],
            self,
            at_foot=sum(area.is_at_foot for area in self.areas),
        )
        self._stack = QStackedWidget(self)
        self._arrange()
        self.commands = WindowActions(self, appearance)
        self._finder: FinderPanel | None = None
        self.backups = BackupSchedule(desk.store.backup_if_due, self)
        self._connect()
        name = short_name(desk.store.location)
        if desk.store.is_read_only:
            name = _("{file} (reading only)").format(file=name)
        self.setWindowTitle(f"{name}[*] – CapaDesk")
        self.bar.set_quiet_text(desk.store.location)
        shown = memory.restore(self)
        names = [area.name for area in self.areas]
        self.show_area(names.index(shown) if shown in names else 0)
        self.unsaved = UnsavedWork(self, desk.drafts)
        self.unsaved.bring_back()
        self.passphrase_question: PassphraseQuestion | None = None
        self.news.start()

    # --- building ---------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.progress = ProgressStrip(self.runner, self)
        content = WindowContent(self)
        content.put(self._stack, 1)
        content.put(self.progress)
        content.put(self.bar)
        self.setCentralWidget(beside(self.rail, content, self))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_area)
        self.news.came.connect(self._refresh)
        self.news.hub_lost.connect(self.show_failure)
        self.news.hub_back.connect(lambda: self.bar.say(_("The hub answers again.")))
        button = FinderButton(KEYS, self)
        button.clicked.connect(self.find_anything)
        self.rail.put_on_top(button)
        self.bar.undo_wanted.connect(self.undo)
        self.bar.redo_wanted.connect(self.redo)
        self.backups.failed.connect(self.show_failure)
        self.steps.changed.connect(self.show_change)
        self.steps.failed.connect(self.show_failure)
        self.steps.told.connect(self.bar.say)
        self.files.changed.connect(self.show_change)
        self.files.failed.connect(self.show_failure)
        self.files.told.connect(self.bar.say)
        self.files.locked.connect(self._ask_for_passphrase)
        self.data_files.wanted.connect(self.desk_wanted)

    # --- areas ------------------------------------------------------------------------------------

    @property
    def area_names(self) -> tuple[str, ...]:
        """The areas in their order."""
        return tuple(area.name for area in self.areas)

    @property
    def shown_area(self) -> str:
        """The name of the area that is shown."""
        return self.areas[self._current].name

    @property
    def page(self) -> Any:
        """The page that is shown, a WindowPage of some kind."""
        return self._page(self._current)

    @property
    def area_page(self) -> AreaPage | None:
        """The page that is shown, if it has a list of records."""
        return self._page(self._current).as_area_page

    def show_area(self, number: int) -> None:
        """Show an area; what is being edited in the others stays as it is."""
        self._current = number
        page = self._page(number)
        self._refreshing.catch_up(page)
        self._stack.setCurrentWidget(page)
        self.rail.show_chosen(number)
        page.shown()
        page.focus_first()
        self.show_state()

    @cached_property
    def used(self) -> UsedMemory:
        """What was used last; made when something is."""
        from capadesk.ui.common.used_memory import UsedMemory

        return UsedMemory(self._memory.settings, self._desk.store.location, FOUND_KINDS)

    @property
    def finder(self) -> FinderPanel:
        """Finds records and commands; made when it is first wanted."""
        if self._finder is None:
            placed = partial(has_place, self._desk)
            findable = self.commands.findable
            self._finder = make_finder(self._desk, self.used, FOUND_KINDS, placed, findable, self)
            self._finder.record_chosen.connect(self.show_record)
            self._finder.failed.connect(self.show_failure)
        return self._finder

    def find_anything(self) -> None:
        """Open the finder, or close it."""
        self.finder.toggle()

    def start_new(self) -> None:
        """Begin a new record in the area that is shown; where none is kept, a new event."""
        page = self.area_page or self.show_area_named("events").as_area_page
        assert page is not None
        page.start_new()

    def start_new_in(self, name: str) -> None:
        """Begin a new record in an area with a list."""
        page = self.show_area_named(name).as_area_page
        if page is not None:
            page.start_new()

    def start_new_on(self, when: When) -> None:
        """Begin a new event on some days."""
        page = self.show_area_named("events").as_area_page
        assert page is not None
        page.start_with(lambda: self._desk.events.new(when=when))

    def show_list(self, name: str, query: ListQuery) -> None:
        """Show an area by its name, with the rows that a query asks for."""
        page = self.page_named(name)
        # Before it is shown: then the focus goes to the first of those rows.
        if page is not None and page.as_area_page is not None:
            page.as_area_page.show_query(query)
        self.show_area_named(name)

    def show_area_named(self, name: str) -> WindowPage:
        """Show an area by its name; its page."""
        self.show_area(self.area_names.index(name))
        return self._page(self._current)

    def made_pages(self) -> dict[str, WindowPage]:
        """The pages that were made so far, by the names of their areas, in the order of the rail."""
        return {self.areas[number].name: self._pages[number] for number in sorted(self._pages)}

    def page_named(self, name: str) -> WindowPage | None:
        """The page of an area, made if it was not yet; None if there is no such area."""
        names = self.area_names
        return self._page(names.index(name)) if name in names else None

    def show_record(self, kind: str, record_id: UUID) -> None:
        """Open a record in its area; says so if it is gone."""
        try:
            place = place_of(self._desk, kind, record_id)
            asked = list_of(self._desk, kind, record_id)
        except CapaDeskError as error:
            self.show_failure(error)
            return
        self.used.note_record(kind, record_id)
        if asked is not None:
            self.show_list(asked.area, asked.query)
        if place is not None:
            page = self.show_area_named(place.area)
            if page.as_area_page is not None:
                page.as_area_page.show_record(place.record_id)
            else:
                page.show_named_record(kind, place.record_id)

    def show_history(self, kind: str, record_id: UUID) -> None:
        """Show what happened to a record, live or deleted."""
        from capadesk.ui.history.history_page import HistoryPage

        page = self.show_area_named(history_area.NAME)
        assert isinstance(page, HistoryPage)
        page.show_record_history(kind, record_id)
        page.focus_first()

    def _page(self, number: int) -> WindowPage:
        """The page of an area, made when it is first shown."""
        page = self._pages.get(number)
        if page is None:
            page = self.areas[number].make_page(self._desk)
            self._pages[number] = page
            self._stack.addWidget(page)
            page.recall(self._memory.settings)
            connect_page(page, self)
        return page

    def show_state(self) -> None:
        """Show what can be done now, and where something is not saved."""
        for number, page in self._pages.items():
            self.rail.set_unsaved(number, page.is_modified)
        self.setWindowModified(any(page.is_modified for page in self._pages.values()))
        if self._current not in self._pages:
            return
        self.commands.show_state(self.area_page)

    # --- changes ----------------------------------------------------------------------------------

    def undo(self) -> None:
        """Undo the newest change of this desk."""
        self.steps.undo()

    def redo(self) -> None:
        """Take back the newest undo."""
        self.steps.redo()

    def look_for_changes(self) -> None:
        """Show now what other programs have written."""
        self.news.look()

    def undo_where_the_focus_is(self) -> None:
        """Undo typing in the field that has the focus, else the newest change."""
        if not step_in_focused_text(is_undo=True):
            self.undo()

    def redo_where_the_focus_is(self) -> None:
        """Take back what undo_where_the_focus_is did."""
        if not step_in_focused_text(is_undo=False):
            self.redo()

    def show_change(self, change_set: ChangeSet, more: str = "") -> None:
        """Say what was done, with Undo beside it, and show it on the pages; `more` is said as well."""
        self.used.note_change(change_set)
        from capadesk.ui.common.wording.sentences import change_text

        text = change_text(change_set.label, change_set.label_data, change_set.role)
        is_undo = change_set.role is ChangeRole.UNDO
        if change_set.skipped:
            from capadesk.ui.common.wording.left_words import left_text

            more = " · ".join(part for part in (more, left_text(self._desk, change_set.skipped)) if part)
        text = " · ".join(part for part in (text, more) if part)
        store = self._desk.store
        if is_undo:
            self.bar.say(text, with_redo=store.next_redo() is not None)
        else:
            self.bar.say(text, with_undo=store.next_undo() is not None)
        self.news.skip()
        self._refresh(change_set)
        self.inviting.take_note(change_set)

    def _refresh(self, change_set: ChangeSet) -> None:
        if "code_item" in change_set.kinds():
            self._desk.code_book.reload()
        self.background.note(change_set)
        self._refreshing.tell(change_set, self._pages.get(self._current), list(self._pages.values()))

    def show_failure(self, error: Exception) -> None:
        """Say what was refused; anything else is a fault of the program."""
        if isinstance(error, CapaDeskError):
            level = logging.WARNING if isinstance(error, EnvironmentFailure) else logging.INFO
            _LOG.log(level, "refused: %s", ProgramWord(error.code))
            from capadesk.ui.common.wording.sentences import sentence_of

            self.bar.complain(sentence_of(error))
        else:
            self.fault_found.emit(error)

    def _ask_for_passphrase(self, path: Any, then: Any) -> None:
        from capadesk.ui.common.passphrase_question import ask_for_passphrase

        self.passphrase_question = ask_for_passphrase(path, self._desk.unlock, self, then)

    def ask(self, question: Question) -> None:
        """Ask in the message bar."""
        self.bar.ask(question)

    def tell(self, text: str) -> None:
        """Say something in the message bar."""
        self.bar.say(text)

    # --- leaving ----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first; then hide at once and tidy up behind."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.news.stop()
        self._refreshing.stop()
        self._memory.keep(self, self.areas[self._current].name)
        for page in self._pages.values():
            page.remember(self._memory.settings)
        self.hide()
        self.runner.wait()
        self._desk.scratch.close()
        self.backups.wait()
        self.background.stop()
        self.data_files.wait()
        self.inviting.wait()
        self.helping.close()
        if self._finder is not None:
            self._finder.wait()
        for page in self._pages.values():
            page.wait()
        event.accept()
        self.closed.emit()
