"""The window's actions as commands that the finder knows by their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from capadesk.services.finder_commands import Command
from capadesk.ui.common.look.icons import icon_name_of

_NO_ICON = "command"


class ActionCommands:
    """Those that can be run now; a command's key is its menu and its words."""

    def __init__(self, actions: Callable[[], Iterable[QAction]]) -> None:
        self._actions = actions
        self._by_key: dict[str, QAction] = {}

    def read(self) -> tuple[Command, ...]:
        """The commands that are enabled now, in their order."""
        self._by_key = {}
        commands = []
        # Nobody looks for the way out: it comes last.
        for action in sorted(self._actions(), key=lambda each: each.menuRole() is QAction.MenuRole.QuitRole):
            words = plain_words(action.text())
            menu = _menu_of(action)
            key = f"{menu}/{words}"
            if words and action.isEnabled() and action.isVisible() and key not in self._by_key:
                self._by_key[key] = action
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                commands.append(Command(key, words, menu, keys))
        return tuple(commands)

    def icon_of(self, command: Command) -> str:
        """The name of its drawing."""
        action = self._by_key.get(command.key)
        return (icon_name_of(action) if action is not None else "") or _NO_ICON

    def run(self, command: Command) -> None:
        """Do it."""
        action = self._by_key.get(command.key)
        if action is not None:
            action.trigger()


def plain_words(text: str) -> str:
    """The words of an action without its letter for Alt, its keys and the three dots."""
    words = text.partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")
    return words.strip().removesuffix("…").removesuffix("...").strip()


def _menu_of(action: QAction) -> str:
    menus = [each for each in action.associatedObjects() if isinstance(each, QMenu)]
    return plain_words(menus[0].title()) if menus else ""
