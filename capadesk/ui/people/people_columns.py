"""The columns of the list of people."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.services.ports import PersonRow
from capadesk.services.words import _
from capadesk.ui.common.lists.event_columns import place_text
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn


def people_columns(desk: Desk) -> tuple[ListColumn, ...]:
    """Name with position and organisation, e-mail; with more room the place; number of events."""
    number = desk.localisation.number

    def detail(row: PersonRow) -> str:
        return " · ".join(part for part in (row.position, row.organisation) if part)

    return (
        ListColumn(
            "family_name",
            _("Name"),
            lambda row: row.name,
            CellKind.TITLE,
            detail=detail,
            initials=initials,
        ),
        ListColumn("email", _("E-mail"), lambda row: row.email, width=240, shown_from=620),
        ListColumn("phone", _("Phone"), lambda row: row.phone, width=150, shown_from=980),
        ListColumn(
            "city", _("Place"), lambda row: place_text(desk, row.city, row.country), width=160, shown_from=480
        ),
        ListColumn(
            "events",
            _("Events"),
            lambda row: number(row.events) if row.events else "",
            CellKind.NUMBER,
            width=88,
            descends_first=True,
        ),
        ListColumn(
            "organisation", _("Organisation"), lambda row: row.organisation, width=220, by_choice=True
        ),
        ListColumn("position", _("Position"), lambda row: row.position, width=180, by_choice=True),
        ListColumn(
            "country",
            _("Country"),
            lambda row: desk.localisation.country_name(row.country) if row.country else "",
            width=130,
            by_choice=True,
        ),
        ListColumn("tags", _("Tags"), lambda row: row.tags, width=200, by_choice=True),
    )


def initials(row: PersonRow) -> str:
    """One or two letters for the disc."""
    letters = [part[0] for part in (row.given_name, row.family_name) if part]
    return "".join(letters or row.email[:1]).upper()
