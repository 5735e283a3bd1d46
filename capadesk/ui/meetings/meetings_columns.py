"""The columns of the list of meetings."""

from __future__ import annotations

from collections.abc import Callable

from capadesk.services.desk import Desk
from capadesk.ui.common.lists.event_columns import event_columns
from capadesk.ui.common.lists.list_columns import ListColumn


def meetings_columns(desk: Desk, own_zone: Callable[[], str]) -> tuple[ListColumn, ...]:
    """All columns, the most important first."""
    return event_columns(desk, own_zone)
