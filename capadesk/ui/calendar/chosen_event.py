"""The event of the calendar that keys are about: which one it is, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.day_grid_view import DayGridView

if TYPE_CHECKING:
    from capadesk.ui.calendar.calendar_page import CalendarPage


class ChosenEvent:
    """That which E or a click chose on the current day or in the current cell, else the only one there."""

    def __init__(self, page: CalendarPage) -> None:
        self._page = page

    @property
    def event(self) -> Occurrence | None:
        """The event; None where it is not clear which."""
        page = self._page
        if page.presenter.scale is Scale.TIMELINE:
            return page.views.timeline.chosen
        if page.presenter.scale is Scale.AGENDA:
            return page.views.current_row_event()
        return page.presenter.chosen_in(page.content) if page.content is not None else None

    def move(self, by: timedelta) -> None:
        """Put it so much later."""
        self._act(lambda event: self._page.moves.move(event, by))

    def lengthen(self, by: timedelta) -> None:
        """Let it end so much later."""
        self._act(lambda event: self._page.moves.lengthen(event, by))

    def remove(self) -> None:
        """Delete it, or leave out dates of it."""
        self._act(self._page.moves.remove)

    def choose_next(self, steps: int) -> None:
        """Choose another event of the current day."""
        page = self._page
        if page.content is None:
            return
        page.presenter.choose_next(page.content, steps)
        chosen = page.presenter.chosen_in(page.content)
        if chosen is not None:
            page.told.emit(page.presenter.spoken(chosen, page.content.zone))
        if isinstance(page.view, DayGridView):
            page.view.viewport().update()

    def _act(self, act: Callable[[Occurrence], None]) -> None:
        """Do something with it; say so if it is not clear which it is."""
        page = self._page
        if not page.presenter.is_changeable:
            return
        event = self.event
        if event is not None:
            act(event)
        elif page.presenter.scale is Scale.TIMELINE or (
            page.content is not None and page.content.on(page.presenter.day)
        ):
            page.told.emit(_("It is not clear which event is meant: choose one with E, or click it."))
