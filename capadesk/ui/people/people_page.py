"""Shows people: the list, and the editor of one person."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.common.person_editor import PersonEditor
from capadesk.ui.people.people_columns import people_columns
from capadesk.ui.people.people_presenter import PeoplePresenter


class PeoplePage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(PeoplePresenter(desk), people_columns(desk), PersonEditor(desk), icon, parent)
