"""Decides for the area of actions."""

from __future__ import annotations

from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import Record
from capadesk.services.action_service import ActionDossier
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, SortKey
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaPresenter, AreaWords
from capadesk.ui.common.lists.list_presenter import ListPresenter

_FIRST_ORDER = (SortKey("status"), SortKey("due"))
"""What is open comes first, what is due soonest on top."""


class ActionsPresenter(AreaPresenter[ActionDossier]):
    """What somebody has to do, wherever it came from."""

    record_kind = "action"
    can_duplicate = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ListPresenter(desk.store.lists, ListKind.ACTIONS, SortKey("status")))
        self.listing.sort_by(*_FIRST_ORDER)

    @property
    def words(self) -> AreaWords:
        """See AreaPresenter."""
        return AreaWords(
            title=_("Actions"),
            new=_("&New action"),
            find=_("Find in actions"),
            untitled=_("New action"),
            empty_title=_("No actions yet"),
            empty_text=_(
                "Write down who does what until when. Actions of events and meetings stand here too, "
                "and the overview says which are overdue."
            ),
            choose_title=_("Choose an action to see it here"),
        )

    def new(self) -> ActionDossier:
        """See AreaPresenter."""
        return self.desk.actions.new()

    def open(self, record_id: UUID) -> ActionDossier:
        """See AreaPresenter."""
        return self.desk.actions.open(record_id)

    def duplicate(self, record_id: UUID) -> ActionDossier:
        """See AreaPresenter."""
        return self.desk.actions.duplicate(record_id)

    def save(self, dossier: ActionDossier) -> ChangeSet:
        """See AreaPresenter."""
        return self.desk.actions.save(dossier)

    def record_of(self, dossier: ActionDossier) -> Record:
        """See AreaPresenter."""
        return dossier.action
