"""The columns of lists of events and of meetings."""

from __future__ import annotations

from collections.abc import Callable

from capadesk.domain.codes import CodeList
from capadesk.services.desk import Desk
from capadesk.services.ports import EventRow
from capadesk.services.words import _
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.look.code_looks import kind_chip, status_chip

_DATES_FROM = 680


def event_columns(desk: Desk, own_zone: Callable[[], str]) -> tuple[ListColumn, ...]:
    """Title with place and organisers, date, status; with more room kind, participants, open actions.

    `own_zone` gives the zone that need not be named.
    """
    words, labels = desk.localisation, desk.code_book

    def detail(row: EventRow) -> str:
        return " · ".join(part for part in (place_text(desk, row.city, row.country), row.organisers) if part)

    def when(row: EventRow) -> str:
        return words.when(row.when, own_zone=own_zone()) or _("No date yet")

    def narrow_detail(row: EventRow) -> str:
        return " · ".join(part for part in (when(row), place_text(desk, row.city, row.country)) if part)

    def number(value: int) -> str:
        return words.number(value) if value else ""

    return (
        ListColumn(
            "title",
            _("Title"),
            lambda row: row.title,
            CellKind.TITLE,
            detail=detail,
            narrow_detail=narrow_detail,
            narrow_without="when",
        ),
        ListColumn("when", _("Date"), when, width=200, shown_from=_DATES_FROM, descends_first=True),
        ListColumn(
            "kind",
            _("Kind"),
            lambda row: labels.label(CodeList.EVENT_KIND, row.kind),
            CellKind.CHIP,
            width=160,
            shown_from=900,
            chip=lambda row: kind_chip(row.kind),
        ),
        ListColumn(
            "status",
            _("Status"),
            lambda row: labels.label(CodeList.EVENT_STATUS, row.status),
            CellKind.CHIP,
            width=132,
            chip=lambda row: status_chip(row.status),
        ),
        ListColumn(
            "attended",
            _("Attended"),
            lambda row: number(row.attended),
            CellKind.NUMBER,
            width=96,
            shown_from=1060,
            descends_first=True,
        ),
        ListColumn(
            "actions_open",
            _("Open actions"),
            lambda row: number(row.actions_open),
            CellKind.NUMBER,
            width=120,
            shown_from=1180,
            descends_first=True,
        ),
        ListColumn("city", _("City"), lambda row: row.city, width=150, by_choice=True),
        ListColumn(
            "country",
            _("Country"),
            lambda row: words.country_name(row.country) if row.country else "",
            width=130,
            by_choice=True,
        ),
        ListColumn(
            "mode",
            _("Mode"),
            lambda row: labels.label(CodeList.EVENT_MODE, row.mode),
            width=120,
            by_choice=True,
        ),
        ListColumn("organisers", _("Organisers"), lambda row: row.organisers, width=220, by_choice=True),
        ListColumn("tags", _("Tags"), lambda row: row.tags, width=200, by_choice=True),
    )


def place_text(desk: Desk, city: str, country: str) -> str:
    """City and country, as far as they are known."""
    named = desk.localisation.country_name(country) if country else ""
    return ", ".join(part for part in (city, named) if part)
