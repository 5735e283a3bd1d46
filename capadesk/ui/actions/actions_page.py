"""Shows actions: the list, and the editor of one action."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.actions.actions_columns import actions_columns
from capadesk.ui.actions.actions_presenter import ActionsPresenter
from capadesk.ui.common.area_page import AreaPage


class ActionsPage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(ActionsPresenter(desk), actions_columns(desk), self._make, icon, parent)
        self._desk = desk

    def _make(self) -> QWidget:
        from capadesk.ui.actions.action_editor import ActionEditor

        editor = ActionEditor(self._desk)
        editor.record_wanted.connect(self.record_wanted)
        return editor
