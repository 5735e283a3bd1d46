"""What can be done in the window: its actions with their keys, and the menus over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from capadesk.services.words import _
from capadesk.ui.common.look.appearance import Appearance, Scheme
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.finder.finder_area import KEYS

if TYPE_CHECKING:
    from capadesk.ui.common.area_page import AreaPage
    from capadesk.ui.window.main_window import MainWindow


class WindowActions(QObject):
    """All actions of the window; every menu is filled here."""

    def __init__(self, window: MainWindow, appearance: Appearance) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        files = window.files
        self.new = self.made(_("&New"), "plus", "Ctrl+N", window.start_new)
        self.save = self._of_page(_("&Save"), "save", "Ctrl+S", lambda page: page.save())
        self.revert = self._of_page(_("Re&vert"), "revert", "Ctrl+R", lambda page: page.revert())
        self.import_ = self.made(_("&Import…"), "import", "Ctrl+I", files.choose_import)
        self.merge = self.made(
            _("Bring files &together…"), "merge", "Ctrl+Shift+B", window.together.take_files
        )
        self.send = self.made(_("Send my c&hanges…"), "send", "Ctrl+Shift+S", window.together.show_send)
        self.synchronise = self.made(
            _("S&ynchronise with a hub…"), "hub", "Ctrl+Shift+Y", window.together.synchronise
        )
        self.feeds = self.made(_("Publish &feeds…"), "send", "Ctrl+Shift+F", window.background.show_feeds)
        self.template = self.made(_("&Workbook to fill in…"), "sheet", "Ctrl+Shift+W", files.choose_template)
        keep = _("&Keep a copy as a file…") if window.data_files.is_hub else _("&Back up…")
        self.backup = self.made(keep, "backup", "Ctrl+Shift+M", files.choose_backup)
        self.backup_now = self.made(_("Bac&k up now"), "backup", "Ctrl+Shift+K", files.back_up_now)
        self.backup_now.setEnabled(not files.is_read_only)
        self.print_ = self.made(_("&Print…"), "printer", "Ctrl+P", self._print)
        self.pdf = self.made(_("Save &as PDF…"), "report", "Ctrl+Shift+D", self._choose_pdf)
        data_files = window.data_files
        self.new_file = self.made(_("New &data file…"), "data_file", "Ctrl+Shift+N", data_files.choose_new)
        self.open_file = self.made(_("&Open data file…"), "folder", "Ctrl+O", data_files.choose_open)
        self.hub = self.made(_("Connect to a h&ub…"), "hub", "Ctrl+Shift+O", data_files.connect_to_hub)
        self.quit = self.made(_("&Quit"), "", "Ctrl+Q", window.close)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = self.made(_("&Undo"), "undo", "Ctrl+Z", window.undo_where_the_focus_is)
        self.redo = self.made(_("&Redo"), "redo", "Ctrl+Shift+Z", window.redo_where_the_focus_is)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.find = self._of_page(_("&Find in the list"), "search", "", lambda page: page.focus_filter())
        self.find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        self.find_anything = self.made(_("Find an&ything…"), "search", KEYS, window.find_anything)
        self.duplicate = self._of_page(_("Dup&licate"), "duplicate", "Ctrl+D", lambda page: page.duplicate())
        self.invite = self._of_page(_("In&vite…"), "send", "Ctrl+Shift+I", lambda page: page.invite())
        self.delete = self._of_page(_("&Delete") + "\tDel", "trash", "", lambda page: page.delete())
        # The keys are the list's: in a field they are about its text.
        self.copy_rows = self._of_page(
            _("&Copy rows") + "\tCtrl+C", "copy", "", lambda page: page.chosen.copy()
        )
        self.paste_rows = self._of_page(
            _("&Paste rows…") + "\tCtrl+V", "paste", "", lambda page: page.chosen.paste()
        )
        self.select_all = self._of_page(
            _("Select &all rows") + "\tCtrl+A", "", "", lambda page: page.list.selectAll()
        )
        self.history = self._of_page(
            _("&What happened to it"), "history", "Ctrl+T", lambda page: page.show_history()
        )
        bar = window.menuBar()
        self.file_menu = bar.addMenu(_("&File"))
        self.edit_menu = bar.addMenu(_("&Edit"))
        self.view_menu = bar.addMenu(_("&View"))
        self.help_menu = bar.addMenu(_("&Help"))
        self._fill_file_menu()
        self._fill_edit_menu()
        self._fill_view_menu()
        self._fill_help_menu()

    def made(self, text: str, icon: str, keys: str, act: Callable[[], object]) -> QAction:
        """A new action; `icon` and `keys` may be empty."""
        action = QAction(text, self._window)
        if icon:
            set_icon(action, icon)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: act())
        return action

    def all_actions(self) -> Iterator[QAction]:
        """Every action of every menu, sub-menus included, in their order."""
        for entry in self._window.menuBar().actions():
            yield from _actions_below(entry)

    def findable(self) -> Iterator[QAction]:
        """What the finder offers: all but itself."""
        return (action for action in self.all_actions() if action is not self.find_anything)

    def show_state(self, page: AreaPage | None) -> None:
        """Enable what can be done with the page that is shown; None for a page without records."""
        is_open = page is not None and page.shown_record is not None
        self.new.setText(page.presenter.words.new if page is not None else _("&New event"))
        self.save.setEnabled(is_open)
        self.revert.setEnabled(page is not None and is_open and page.is_modified)
        self.delete.setEnabled(is_open or (page is not None and page.chosen.is_many))
        self.duplicate.setEnabled(page is not None and is_open and page.presenter.can_duplicate)
        self.invite.setEnabled(page is not None and is_open and page.presenter.can_invite)
        for printing in (self.print_, self.pdf):
            printing.setEnabled(self._window.page.is_printable)
        for action in (self.find, self.copy_rows, self.paste_rows, self.select_all):
            action.setEnabled(page is not None)

    def _of_page(self, text: str, icon: str, keys: str, act: Callable[[AreaPage], object]) -> QAction:
        def act_on_page() -> None:
            page = self._window.area_page
            if page is not None:
                act(page)

        return self.made(text, icon, keys, act_on_page)

    def _print(self) -> None:
        self._window.page.show_print_preview()

    def _choose_pdf(self) -> None:
        self._window.page.choose_pdf()

    # --- menus ------------------------------------------------------------------------------------

    def _fill_file_menu(self) -> None:
        menu = self.file_menu
        menu.addActions([self.new, self.save, self.revert])
        menu.addSeparator()
        menu.addActions([self.import_, self.template])
        menu.addActions([self.merge, self.send, self.synchronise])
        exports = menu.addMenu(_("&Export"))
        set_icon(exports.menuAction(), "export")
        for text, icon, keys, act in (*self._window.files.exports(), *self._window.exchange.exports()):
            exports.addAction(self.made(text, icon, keys, act))
        menu.addAction(self.feeds)
        if not self._window.data_files.is_hub:
            menu.addAction(self.backup_now)
        menu.addActions([self.print_, self.pdf])
        menu.addAction(self.backup)
        menu.addSeparator()
        menu.addActions([self.new_file, self.open_file, self.hub])
        recent = menu.addMenu(_("Open &recent"))
        set_icon(recent.menuAction(), "clock")
        recent.aboutToShow.connect(partial(self._window.data_files.fill_menu, recent))
        menu.addSeparator()
        menu.addAction(self.quit)

    def _fill_edit_menu(self) -> None:
        menu = self.edit_menu
        menu.addActions([self.undo, self.redo])
        menu.addSeparator()
        menu.addActions([self.find_anything, self.find])
        menu.addSeparator()
        menu.addActions([self.copy_rows, self.paste_rows, self.select_all])
        menu.addSeparator()
        menu.addActions([self.duplicate, self.invite, self.delete, self.history])

    def _fill_view_menu(self) -> None:
        menu = self.view_menu
        for number, area in enumerate(self._window.areas):
            show = partial(self._window.show_area, number)
            menu.addAction(self.made(area.title, area.icon, area.keys or f"Ctrl+{number + 1}", show))
        menu.addSeparator()
        group = QActionGroup(self)
        for scheme, text, keys in (
            (Scheme.SYSTEM, _("&As the system"), "Ctrl+F9"),
            (Scheme.LIGHT, _("&Light"), "Ctrl+F10"),
            (Scheme.DARK, _("&Dark"), "Ctrl+F11"),
        ):
            action = self.made(text, "", keys, partial(self._appearance.choose, scheme))
            action.setCheckable(True)
            action.setChecked(self._appearance.scheme is scheme)
            group.addAction(action)
            menu.addAction(action)

    def _fill_help_menu(self) -> None:
        helping = self._window.helping
        self.help = self.made(_("User &guide"), "book", "F1", helping.show_guide)
        self.keys = self.made(_("All &keys"), "keyboard", "Shift+F1", helping.show_keys)
        self.about = self.made(_("&About CapaDesk"), "info", "Ctrl+F1", helping.show_about)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.copy_details = self.made(
            _("&Copy details for a report"), "duplicate", "Ctrl+Shift+F1", helping.copy_details
        )
        self.help_menu.addActions([self.help, self.keys])
        self.help_menu.addSeparator()
        self.help_menu.addActions([self.copy_details, self.about])


def _actions_below(entry: QAction) -> Iterator[QAction]:
    menu = entry.menu()
    if not isinstance(menu, QMenu):
        yield entry
        return
    for action in menu.actions():
        if not action.isSeparator():
            yield from _actions_below(action)
