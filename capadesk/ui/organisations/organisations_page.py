"""Shows organisations: the list, and the editor of one organisation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.common.organisation_editor import OrganisationEditor
from capadesk.ui.organisations.organisations_columns import organisations_columns
from capadesk.ui.organisations.organisations_presenter import OrganisationsPresenter


class OrganisationsPage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(
            OrganisationsPresenter(desk), organisations_columns(desk), OrganisationEditor(desk), icon, parent
        )
