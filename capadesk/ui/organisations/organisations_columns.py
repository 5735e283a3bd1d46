"""The columns of the list of organisations."""

from __future__ import annotations

from capadesk.domain.codes import CodeList
from capadesk.services.desk import Desk
from capadesk.services.ports import OrganisationRow
from capadesk.services.words import _
from capadesk.ui.common.lists.event_columns import place_text
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.look.code_looks import helix_chip, level_chip


def organisations_columns(desk: Desk) -> tuple[ListColumn, ...]:
    """Name with short name and place, helix; with more room level, people and events."""
    labels, number = desk.code_book, desk.localisation.number

    def detail(row: OrganisationRow) -> str:
        return " · ".join(part for part in (row.short_name, place_text(desk, row.city, row.country)) if part)

    def count(value: int) -> str:
        return number(value) if value else ""

    return (
        ListColumn("name", _("Name"), lambda row: row.name, CellKind.TITLE, detail=detail),
        ListColumn(
            "helix",
            _("Helix"),
            lambda row: labels.label(CodeList.HELIX, row.helix),
            CellKind.CHIP,
            width=150,
            chip=lambda row: helix_chip(row.helix),
        ),
        ListColumn(
            "level",
            _("Level"),
            lambda row: labels.label(CodeList.GOVERNANCE_LEVEL, row.level),
            CellKind.CHIP,
            width=140,
            shown_from=620,
            chip=lambda row: level_chip(row.level),
        ),
        ListColumn(
            "people",
            _("People"),
            lambda row: count(row.people),
            CellKind.NUMBER,
            width=84,
            shown_from=720,
            descends_first=True,
        ),
        ListColumn(
            "events",
            _("Events"),
            lambda row: count(row.events),
            CellKind.NUMBER,
            width=84,
            shown_from=480,
            descends_first=True,
        ),
        ListColumn("short_name", _("Short name"), lambda row: row.short_name, width=110, by_choice=True),
        ListColumn("city", _("City"), lambda row: row.city, width=150, by_choice=True),
        ListColumn(
            "country",
            _("Country"),
            lambda row: desk.localisation.country_name(row.country) if row.country else "",
            width=130,
            by_choice=True,
        ),
        ListColumn("tags", _("Tags"), lambda row: row.tags, width=200, by_choice=True),
    )
