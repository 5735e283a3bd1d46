"""Decides for the area of events."""

from __future__ import annotations

from capadesk.domain.codes import KindFamily
from capadesk.services.ports import ListKind
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaWords
from capadesk.ui.common.event_presenter import EventPresenter


class EventsPresenter(EventPresenter):
    """Events that are no meetings."""

    family = KindFamily.EVENT
    list_kind = ListKind.EVENTS

    @property
    def words(self) -> AreaWords:
        """See AreaPresenter."""
        return AreaWords(
            title=_("Events"),
            new=_("&New event"),
            find=_("Find in events"),
            untitled=_("New event"),
            empty_title=_("No events yet"),
            empty_text=_(
                "Record a workshop, a webinar or a conference once: who came and what was decided. "
                "Reports and calendars follow from it."
            ),
            choose_title=_("Choose an event to see it here"),
        )
