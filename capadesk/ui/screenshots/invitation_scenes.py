"""Pictures of what goes to other people's calendars: the choices of an export, and an invitation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capadesk.domain.codes import EventStatus
from capadesk.domain.records import Event
from capadesk.services.calendars.calendar_choices import CalendarChoices
from capadesk.services.ports import InvitationMethod
from capadesk.ui.common.look.appearance import Scheme
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
    _cancelled(on, event, name)
    on.desk.store.undo()


def _cancelled(on: Stage, event: Event, name: str) -> None:
    """An event with invitations has just been cancelled: what is asked, and who would hear of it."""
    with on.desk.store.unit_of_work() as work:
        work.save(replace(event, status=EventStatus.CANCELLED))
        change_set = work.commit("Changed “{name}”", name=event.title)
    on.window.show_change(change_set)
    on.settle()
    on.shoot(name.format("cancelled"))
    dialog = InvitationDialog(on.desk, event.id, InvitationMethod.CANCEL, on.window)
    dialog.open()
    dialog.read()
    on.settle()
    dialog.organiser.setText(_ADDRESS)
    on.settle()
    on.shoot(name.format("cancelled-form"), dialog)
    dialog.done(0)
    on.window.bar.calm()
    on.desk.store.undo()
    on.settle()
