"""The columns of the list of actions."""

from __future__ import annotations

from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList
from capadesk.services.desk import Desk
from capadesk.services.ports import ActionRow
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.look.chip import Chip
from capadesk.ui.common.look.code_looks import action_status_chip, priority_chip
from capadesk.ui.common.look.palette import Tone

_SAID_BY_WEEKDAY = 6


def actions_columns(desk: Desk) -> tuple[ListColumn, ...]:
    """Text with owner and event, due day, status; with more room owner, priority and event."""
    words, labels, clock = desk.localisation, desk.code_book, desk.clock

    def is_overdue(row: ActionRow) -> bool:
        return row.status in OPEN_ACTION_STATUSES and row.due is not None and row.due < clock.today()

    def due(row: ActionRow) -> str:
        if row.due is None:
            return ""
        days = (row.due - clock.today()).days
        if is_overdue(row):
            return ngettext("{count} day overdue", "{count} days overdue", -days).format(
                count=words.number(-days)
            )
        if row.status in OPEN_ACTION_STATUSES and days <= _SAID_BY_WEEKDAY:
            return words.spoken_day(row.due, clock.today())
        return words.date(row.due)

    def came_from(row: ActionRow) -> str:
        return row.event_title

    def owner_and_event(row: ActionRow) -> str:
        return " · ".join(part for part in (row.owner, row.event_title) if part)

    return (
        ListColumn(
            "text",
            _("Action"),
            lambda row: row.text,
            CellKind.TITLE,
            detail=came_from,
            narrow_detail=owner_and_event,
            narrow_without="owner",
        ),
        ListColumn("owner", _("Owner"), lambda row: row.owner, width=160, shown_from=760),
        ListColumn(
            "due",
            _("Due"),
            due,
            CellKind.CHIP,
            width=172,
            shown_from=320,
            chip=lambda row: Chip("warning", Tone.RED) if is_overdue(row) else None,
        ),
        ListColumn(
            "priority",
            _("Priority"),
            lambda row: labels.label(CodeList.ACTION_PRIORITY, row.priority),
            CellKind.CHIP,
            width=104,
            shown_from=880,
            chip=lambda row: priority_chip(row.priority),
        ),
        ListColumn(
            "status",
            _("Status"),
            lambda row: labels.label(CodeList.ACTION_STATUS, row.status),
            CellKind.CHIP,
            width=136,
            shown_from=600,
            chip=lambda row: action_status_chip(row.status),
        ),
        ListColumn("event_title", _("Event"), lambda row: row.event_title, width=220, shown_from=1160),
    )
