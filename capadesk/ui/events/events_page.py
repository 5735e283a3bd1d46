"""Shows events: the list, and the editor of one event."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.events.events_columns import events_columns
from capadesk.ui.events.events_presenter import EventsPresenter


class EventsPage(AreaPage):
    """List and editor."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        presenter = EventsPresenter(desk)
        columns = events_columns(desk, presenter.own_zone)
        super().__init__(presenter, columns, partial(_make_editor, desk), icon, parent)


def _make_editor(desk: Desk) -> QWidget:
    from capadesk.ui.common.editing.event_editor import EventEditor

    return EventEditor(desk)
