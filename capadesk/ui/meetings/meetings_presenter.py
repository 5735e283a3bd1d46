"""Decides for the area of meetings."""

from __future__ import annotations

from capadesk.domain.codes import KindFamily
from capadesk.services.ports import ListKind
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaWords
from capadesk.ui.common.event_presenter import EventPresenter


class MeetingsPresenter(EventPresenter):
    """Meetings of every kind."""

    family = KindFamily.MEETING
    list_kind = ListKind.MEETINGS

    @property
    def words(self) -> AreaWords:
        """See AreaPresenter."""
        return AreaWords(
            title=_("Meetings"),
            new=_("&New meeting"),
            find=_("Find in meetings"),
            untitled=_("New meeting"),
            empty_title=_("No meetings yet"),
            empty_text=_("Record who met, what was decided, and who does what until when."),
            choose_title=_("Choose a meeting to see it here"),
        )
