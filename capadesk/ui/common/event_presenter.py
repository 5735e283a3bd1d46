"""What the areas of events and of meetings do alike: both are events, in families of kinds."""

from __future__ import annotations

from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import KindFamily
from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.record import Record
from capadesk.services.desk import Desk
from capadesk.services.event_service import EventDossier
from capadesk.services.own_platform import zone_of
from capadesk.services.ports import ListKind, SortKey
from capadesk.ui.common.area_presenter import AreaPresenter
from capadesk.ui.common.lists.list_presenter import ListPresenter


class EventPresenter(AreaPresenter[EventDossier]):
    """Decides for events of one family."""

    record_kind = "event"
    can_duplicate = True
    can_invite = True
    family: KindFamily
    list_kind: ListKind

    def __init__(self, desk: Desk) -> None:
        newest_first = SortKey("when", descending=True)
        super().__init__(desk, ListPresenter(desk.store.lists, self.list_kind, newest_first))
        self._own_zone: str | None = None

    def own_zone(self) -> str:
        """The platform's time zone, "" without a platform; lists name only other zones."""
        if self._own_zone is None:
            try:
                self._own_zone = zone_of(self.desk.store)
            except EnvironmentFailure as failure:
                # Asked while a list is painted: a hub that is silent is said elsewhere.
                if not failure.code.startswith("hub_"):
                    raise
                return ""
        return self._own_zone

    def take_note(self, change_set: ChangeSet) -> None:
        """See AreaPresenter."""
        if "platform" in change_set.kinds():
            self._own_zone = None

    def new(self) -> EventDossier:
        """See AreaPresenter."""
        return self.desk.events.new(self.family)

    def open(self, record_id: UUID) -> EventDossier:
        """See AreaPresenter."""
        return self.desk.events.open(record_id)

    def save(self, dossier: EventDossier) -> ChangeSet:
        """See AreaPresenter."""
        return self.desk.events.save(dossier)

    def duplicate(self, record_id: UUID) -> EventDossier:
        """See AreaPresenter."""
        return self.desk.events.duplicate(record_id)

    def record_of(self, dossier: EventDossier) -> Record:
        """See AreaPresenter."""
        return dossier.event
