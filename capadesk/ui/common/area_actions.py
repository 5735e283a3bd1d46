"""The actions of a record that stand above its editor and in the menu of its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from capadesk.services.words import _
from capadesk.ui.common.look.icons import set_icon

if TYPE_CHECKING:
    from capadesk.ui.common.area_page import AreaPage


class AreaActions:
    """Delete, what happened to it and, where there is such a thing, duplicate and invite."""

    def __init__(self, page: AreaPage) -> None:
        self.delete = _made(page, _("&Delete"), "trash", page.delete)
        self.delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        # Only the list: Del in a field takes away a letter, never a record.
        self.delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.duplicate = _made(page, _("D&uplicate"), "duplicate", page.duplicate)
        self.history = _made(page, _("&What happened to it"), "history", page.show_history)
        self.invite = _made(page, _("&Invite…"), "send", page.invite)
        of_copies = [self.duplicate] if page.presenter.can_duplicate else []
        of_events = [self.invite] if page.presenter.can_invite else []
        page.list.addActions([self.delete, *of_copies, *of_events, self.history])
        self.above_editor = (*of_events, self.history, self.delete, *of_copies)


def _made(page: AreaPage, text: str, icon: str, act: Callable[[], None]) -> QAction:
    action = QAction(text, page)
    set_icon(action, icon)
    action.triggered.connect(lambda _checked=False: act())
    return action
