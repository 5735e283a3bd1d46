"""Invitations in the window: opened for an event, and offered when one with invitations is cancelled."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.codes import EventStatus
from capadesk.services.words import _, ngettext

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.ui.common.newest_answer import NewestAnswer
    from capadesk.ui.invitations.invitation_actions import InvitationActions
    from capadesk.ui.window.main_window import MainWindow

_LOOKED_AT = 50
_PATIENCE_S = 0.02


class Untold(NamedTuple):
    """A cancelled event, and how many were invited to it."""

    event_id: UUID
    title: str
    people: int


class WindowInviting(QObject):
    """Nothing of it is loaded before somebody invites, or cancels."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    @cached_property
    def actions(self) -> InvitationActions:
        """The dialog and what it asks for."""
        from capadesk.ui.invitations.invitation_actions import InvitationActions

        made = InvitationActions(self._desk, self._window.files.run, self._window)
        made.changed.connect(self._window.show_change)
        made.told.connect(self._window.tell)
        made.failed.connect(self._window.show_failure)
        return made

    def invite(self, event_id: UUID) -> None:
        """Ask who is invited to an event."""
        self.actions.invite(event_id)

    def take_note(self, change_set: ChangeSet) -> None:
        """Ask about those who were invited to what has just been cancelled here."""
        if change_set.role is not ChangeRole.WORK:
            return
        cancelled = [
            change.record_id
            for change in change_set.changes
            if change.kind == "event"
            and not change.is_creation
            and "status" in change.fields
            and change.fields["status"].after == EventStatus.CANCELLED
        ]
        if cancelled:
            self._reading.ask(lambda: self._untold(cancelled[:_LOOKED_AT]))

    def wait(self) -> None:
        """Before the store is closed."""
        if "_reading" in self.__dict__:
            self._reading.wait()

    @cached_property
    def _reading(self) -> NewestAnswer:
        from capadesk.ui.common.newest_answer import NewestAnswer

        reading = NewestAnswer("cancelled", _PATIENCE_S, self)
        reading.loaded.connect(self._ask)
        return reading

    def _untold(self, event_ids: list[UUID]) -> list[Untold]:
        from capadesk.domain.records import Event

        found = []
        for event_id in event_ids:
            people = len(self._desk.invitations.invited(event_id))
            if people:
                found.append(Untold(event_id, self._desk.store.get(Event, event_id).title, people))
        return found

    def _ask(self, found: list[Untold]) -> None:
        if not found:
            return
        from capadesk.ui.common.message_bar import Answer, Question

        first = found[0]
        text = ngettext(
            "{count} person was invited to “{title}”, which is cancelled now.",
            "{count} people were invited to “{title}”, which is cancelled now.",
            first.people,
        ).format(count=self._desk.localisation.number(first.people), title=first.title)
        if len(found) > 1:
            more = ngettext("{count} more like this.", "{count} more like this.", len(found) - 1)
            text += " " + more.format(count=self._desk.localisation.number(len(found) - 1))
        answers = (
            Answer(_("&Tell them…"), lambda: self.invite(first.event_id), is_main=True),
            Answer(_("&Later"), lambda: None),
        )
        self._window.ask(Question(text, answers, takes_focus=False))
