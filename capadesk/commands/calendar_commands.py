"""export calendar, export invitation: what goes to other people's calendars."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from capadesk.commands.calendar_options import known_code, narrowing, written
from capadesk.commands.session import FILE, Session, pass_session, progress_shown
from capadesk.commands.terminal import say
from capadesk.domain.codes import CodeList
from capadesk.domain.errors import UserError
from capadesk.domain.mailbox import mailbox_key
from capadesk.domain.when import load_zone
from capadesk.services.ports import CalendarLook, CalendarSummary, InvitationMethod
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.mail_words import rarely_taken_words

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

_LONGEST_REMINDER = 40_320  # four weeks


@click.command("calendar")
@click.argument("out", type=FILE, metavar="OUT.ics")
@narrowing
@written
@click.option("--notes", is_flag=True, help=_("Write notes, which are private otherwise."))
@click.option(
    "--reminder",
    type=click.IntRange(0, _LONGEST_REMINDER),
    metavar="MINUTES",
    help=_("A reminder so many minutes before what is to come."),
)
@click.option(
    "--deleted",
    type=click.Choice(["cancelled", "omit"]),
    default="cancelled",
    show_default=True,
    help=_("Send events that were deleted since a calendar left as cancelled, or leave them out."),
)
@click.option(
    "--calendar-zone",
    "time_zone",
    default="",
    metavar="ZONE",
    help=_("Name this zone as the calendar's own (X-WR-TIMEZONE): hardly any program needs it."),
)
@click.option("--name", default="", metavar="NAME", help=_("What the calendar is called."))
@pass_session
def export_calendar(
    session: Session,
    out: Path,
    first_day: date | None,
    last_day: date | None,
    kinds: tuple[str, ...],
    statuses: tuple[str, ...],
    attendees: str,
    partial_dates: str,
    internal: bool,
    actions: bool,
    notes: bool,
    reminder: int | None,
    deleted: str,
    time_zone: str,
    name: str,
) -> None:
    """Write events and meetings as iCalendar."""
    if time_zone:
        load_zone(time_zone)
    with session.desk(reads_only=True) as desk, progress_shown(_("Writing")) as progress:
        equal = {
            column: tuple(known_code(desk, code_list, code) for code in codes)
            for column, code_list, codes in (
                ("kind", CodeList.EVENT_KIND, kinds),
                ("status", CodeList.EVENT_STATUS, statuses),
            )
            if codes
        }
        summary = desk.calendar.export(
            out,
            equal=equal,
            first_day=first_day,
            last_day=last_day,
            calendar_name=name,
            with_attendees=attendees == "names",
            partial_dates_as_spans=partial_dates == "spans",
            with_internal=internal,
            with_actions=actions,
            with_deleted=deleted == "cancelled",
            look=CalendarLook(with_notes=notes, reminder_minutes=reminder, time_zone=time_zone),
            progress=progress,
        )
    _tell(summary, out)


def _tell(summary: CalendarSummary, out: Path) -> None:
    text = ngettext("{count} event written to {file}.", "{count} events written to {file}.", summary.written)
    say(text.format(count=summary.written, file=out))
    if summary.actions:
        text = ngettext("{count} action written.", "{count} actions written.", summary.actions)
        say(text.format(count=summary.actions))
    if summary.cancelled:
        text = ngettext(
            "{count} of them was deleted here and is sent as cancelled.",
            "{count} of them were deleted here and are sent as cancelled.",
            summary.cancelled,
        )
        say(text.format(count=summary.cancelled))
    if summary.left_out:
        text = ngettext(
            "{count} event without a known day was left out.",
            "{count} events without a known day were left out.",
            summary.left_out,
        )
        say(text.format(count=summary.left_out), err=True)


@click.command("invitation")
@click.argument("event_id", type=click.UUID, metavar="ID")
@click.argument("out", type=FILE, metavar="OUT.eml|OUT.ics|FOLDER")
@click.option("--to", "emails", multiple=True, metavar="E-MAIL", help=_("Only this person; repeatable."))
@click.option("--cancel", is_flag=True, help=_("Tell those who were invited that it is cancelled."))
@click.option(
    "--each", is_flag=True, help=_("A mail for each person, into a folder: nobody sees the others.")
)
@click.option("--language", default="", metavar="TAG", help=_("The language of the mail, such as de."))
@click.option("--organiser", default="", metavar="E-MAIL", help=_("Where answers go; your own by default."))
@click.option("--unrecorded", is_flag=True, help=_("Do not record that these people were invited."))
@pass_session
def export_invitation(
    session: Session,
    event_id: UUID,
    out: Path,
    emails: tuple[str, ...],
    cancel: bool,
    each: bool,
    language: str,
    organiser: str,
    unrecorded: bool,
) -> None:
    """Write an invitation to the event ID, or its cancellation, as a mail (.eml) or calendar file (.ics)."""
    from capadesk.services.calendars.invitation_service import addresses_of

    with session.desk() as desk, progress_shown(_("Writing")) as progress:
        service = desk.invitations
        chosen = _people(desk, event_id, emails) if emails else None
        method = InvitationMethod.CANCEL if cancel else InvitationMethod.REQUEST
        invitation = service.prepare(event_id, chosen, method=method, language=language, organiser=organiser)
        if each:
            if not out.is_dir():
                raise UserError("folder_missing", folder=str(out))
            service.write_each(invitation, out, progress=progress)
        else:
            service.write(invitation, out)
        addresses = addresses_of(invitation)
        change_set = None
        if not unrecorded:
            record = service.record_cancellation if cancel else service.record
            change_set = record(event_id, addresses)
    text = ngettext("For {count} person: {file}", "For {count} people: {file}", len(addresses))
    say(text.format(count=len(addresses), file=out))
    if warning := rarely_taken_words([invitation.organiser[1], *addresses]):
        say(warning, err=True)
    if change_set:
        say(change_set.id)


def _people(desk: Desk, event_id: UUID, emails: tuple[str, ...]) -> set[UUID]:
    by_email = {mailbox_key(each.email): each.person_id for each in desk.invitations.invitees(event_id)}
    unknown = [email for email in emails if mailbox_key(email) not in by_email]
    if unknown:
        raise UserError("not_of_the_event", emails=", ".join(unknown))
    return {by_email[mailbox_key(email)] for email in emails}
