"""Opens the help at the page of the area, with all keys of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.ui.help.help_window import HelpWindow
    from capadesk.ui.help.key_sheet import Key, KeyGroup
    from capadesk.ui.window.main_window import MainWindow


class WindowHelp(QObject):
    """The help of one window; made when it is first wanted."""

    def __init__(self, window: MainWindow, version: str, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._version = version
        self._settings = settings
        self.help: HelpWindow | None = None

    def show_guide(self) -> None:
        """F1: the guide at the page of the area that is shown, with the sheet of keys beside it."""
        shown = self._made()
        shown.set_keys(self.key_groups())
        shown.show_page(self._window.shown_area)

    def show_keys(self) -> None:
        """Shift+F1: the sheet of keys."""
        self._made().show_keys(self.key_groups())

    def show_about(self) -> None:
        """What the program is."""
        self._made().show_about()

    def copy_details(self) -> None:
        """Versions and system on the clipboard, for a report of a fault."""
        from capadesk.ui.help.about import details

        QGuiApplication.clipboard().setText(details(self._version))
        self._window.tell(_("The details are on the clipboard. They name no person and no record."))

    def close(self) -> None:
        """Close the help with its window."""
        if self.help is not None:
            self.help.remember()
            self.help.close()

    def key_groups(self) -> list[KeyGroup]:
        """The keys of the menus, in their order, then those of the page that is shown."""
        from capadesk.ui.help.key_sheet import KeyGroup

        groups = []
        for entry in self._window.menuBar().actions():
            menu = entry.menu()
            if isinstance(menu, QMenu):
                groups.append(KeyGroup(_plain(entry.text()), _keys_of(menu)))
        return groups

    def _made(self) -> HelpWindow:
        if self.help is None:
            from capadesk.ui.help.help_window import HelpWindow

            self.help = HelpWindow(self._version, self._settings, self._window)
        return self.help


def _keys_of(menu: QMenu) -> list[Key]:
    from capadesk.ui.help.key_sheet import Key

    keys: list[Key] = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            keys.extend(_keys_of(below))
        elif words := _keys_in_words(action):
            keys.append(Key(words, _plain(action.text())))
    return keys


def _keys_in_words(action: QAction) -> str:
    from capadesk.ui.help.key_sheet import in_words

    native = QKeySequence.SequenceFormat.NativeText
    words = ", ".join(sequence.toString(native) for sequence in action.shortcuts())
    # Some keys belong to the list alone: the menu only names them, behind a tab.
    return words or in_words(*[part for part in action.text().split("\t")[1:] if part])


def _plain(text: str) -> str:
    return text.split("\t", maxsplit=1)[0].replace("&", "").removesuffix("…")
