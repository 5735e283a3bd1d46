"""Shows organisations: the list, and the editor of one organisation."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.organisations.organisations_columns import organisations_columns
from capadesk.ui.organisations.organisations_presenter import OrganisationsPresenter


class OrganisationsPage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        make_editor = partial(_make_editor, desk)
        super().__init__(OrganisationsPresenter(desk), organisations_columns(desk), make_editor, icon, parent)


def _make_editor(desk: Desk) -> QWidget:
    from capadesk.ui.common.editing.organisation_editor import OrganisationEditor

    return OrganisationEditor(desk)
