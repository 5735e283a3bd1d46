"""Shows people: the list, and the editor of one person."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.people.people_columns import people_columns
from capadesk.ui.people.people_presenter import PeoplePresenter


class PeoplePage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        make_editor = partial(_make_editor, desk)
        super().__init__(PeoplePresenter(desk), people_columns(desk), make_editor, icon, parent)


def _make_editor(desk: Desk) -> QWidget:
    from capadesk.ui.common.editing.person_editor import PersonEditor

    return PersonEditor(desk)
