"""Pictures of what goes to other people's calendars: the choices of an export, and an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.domain.records import Event
from capadesk.services.calendar_choices import CalendarChoices
from capadesk.services.ports import InvitationMethod
from capadesk.ui.common.appearance import Scheme
from capadesk.ui.files.calendar_choices_dialog import CalendarChoicesDialog
from capadesk.ui.invitations.invitation_dialog import InvitationDialog

if TYPE_CHECKING:
    from capadesk.ui.screenshots.stage import Size, Stage

_ADDRESS = "ada@example.org"


def outgoing(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The choices of a calendar file; an invitation, and one without an address to answer to."""
    on.show("events", size, scheme)
    choices = CalendarChoicesDialog(CalendarChoices(), on.window)
    choices.open()
    on.settle()
    on.shoot(name.format("calendar-choices"), choices)
    choices.done(0)
    event = max(on.desk.store.select(Event, status="planned"), key=lambda each: each.when.start_text)
    for each in on.desk.store.select(Event, status="planned"):
        people = len(on.desk.invitations.invitees(each.id))
        if each.when.is_exact and people > len(on.desk.invitations.invitees(event.id)):
            event = each
    invited = [person.email for person in on.desk.invitations.invitees(event.id)[:4]]
    on.desk.invitations.record(event.id, invited)
    for words, address in (("no-address", ""), ("form", _ADDRESS)):
        dialog = InvitationDialog(on.desk, event.id, InvitationMethod.REQUEST, on.window)
        dialog.open()
        dialog.read()
        on.settle()
        dialog.organiser.setText(address)
        on.settle()
        on.shoot(name.format(f"invite-{words}"), dialog)
        dialog.done(0)
        on.settle()
    on.desk.store.undo()
