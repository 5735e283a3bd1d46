"""Writes invitations and cancellations (RFC 5546) as calendar files, and as mails with them (RFC 6047)."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from functools import partial
from io import BytesIO
from pathlib import Path

from capadesk.domain.mailbox import has_international_name, mailbox_parts
from capadesk.domain.records.event import uid_for
from capadesk.formats.calendar.calendar_body import CalendarBody
from capadesk.formats.calendar.calendar_times import time_zone_lines
from capadesk.formats.calendar.content_line import line
from capadesk.formats.calendar.event_component import EventComponent
from capadesk.formats.calendar.event_people import invited_people
from capadesk.formats.calendar.icalendar_writer import head_lines
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import CodeBook, Invitation, InvitationMethod, Localisation

_FILE_NAME = "invite.ics"
_LONGEST_NAME = 200


class CalendarInvitationWriter:
    """Implements ports.InvitationWriter: one event a file, which is all that Outlook reads of one."""

    def __init__(self, code_book: CodeBook, localisation: Localisation, program_version: str) -> None:
        self._code_book = code_book
        self._localisation = localisation
        self._program_version = program_version

    def write(self, invitation: Invitation, path: Path) -> None:
        """Write the file, whole or not at all. The same invitation gives the same bytes."""
        with whole_file(path) as file:
            file.write(self.content(invitation))

    def content(self, invitation: Invitation) -> bytes:
        """The calendar of an invitation."""
        is_asked = invitation.method is InvitationMethod.REQUEST
        people = partial(invited_people, organiser=invitation.organiser, is_asked=is_asked)
        attendees = invitation.entry.attendees
        component = EventComponent(self._code_book, self._localisation, people)
        spool = BytesIO()
        body = CalendarBody(spool, component, partial_dates_as_spans=False)
        body.take(invitation.entry)
        for changed in invitation.changed:
            body.take(changed._replace(attendees=attendees))
        body.finish()
        head = b"".join(line(each) for each in head_lines(self._program_version, invitation.method.value))
        zones = b"".join(line(each) for each in time_zone_lines(body.zones))
        return head + zones + spool.getvalue() + line("END:VCALENDAR")


class MailInvitationWriter:
    """Implements ports.InvitationWriter: a draft for a mail program, which shows Accept and Decline."""

    def __init__(self, calendar: CalendarInvitationWriter) -> None:
        self._calendar = calendar

    def write(self, invitation: Invitation, path: Path) -> None:
        """Write the mail, whole or not at all. The same invitation gives the same bytes."""
        with whole_file(path) as file:
            file.write(self.content(invitation))

    def content(self, invitation: Invitation) -> bytes:
        """The mail: text, HTML and the calendar as alternatives, and the calendar as a file beside them.

        Outlook and Gmail offer Accept and Decline for the alternative of type text/calendar with a method
        (RFC 6047 2.4); other programs open the file. X-Unsent makes Outlook open it as one to be sent.
        """
        calendar = self._calendar.content(invitation)
        event = invitation.entry.event
        addresses = [invitation.organiser[1], *(email for _name, email, *_rest in invitation.entry.attendees)]
        # Headers in UTF-8 (RFC 6532) only for whom there is no other way: not every mail server takes them.
        mail = EmailMessage(policy=SMTPUTF8 if any(map(has_international_name, addresses)) else SMTP)
        mail["Subject"] = _one_line(invitation.subject or event.title)
        mail["From"] = _mailbox(*invitation.organiser)
        mail["To"] = ", ".join(
            _mailbox(name, email)
            for name, email, *_rest in invitation.entry.attendees
            if mailbox_parts(email) is not None
        )
        mail["Date"] = invitation.sent_at
        mail["Message-ID"] = f"<{event.id}.{event.sequence}.{invitation.sent_at:%Y%m%d%H%M%S}@capadesk.eu>"
        mail["X-Unsent"] = "1"
        mail.set_content(invitation.text, cte="quoted-printable")
        mail.add_alternative(invitation.html, subtype="html", cte="quoted-printable")
        mail.add_alternative(
            calendar,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"charset": "utf-8", "method": invitation.method.value, "name": _FILE_NAME},
        )
        mail.add_attachment(
            calendar,
            maintype="application",
            subtype="ics",
            filename=_FILE_NAME,
            params={"name": _FILE_NAME},
        )
        if invitation.language:  # only now: what becomes of a part takes headers of this kind along
            mail["Content-Language"] = _one_line(invitation.language)
        _name_boundaries(mail, uid_for(event.id), event.sequence)
        return mail.as_bytes()


def _mailbox(name: str, email: str) -> str:
    """A mailbox for a header: the name encoded as it needs, the domain in A-labels."""
    from email.headerregistry import Address

    parts = mailbox_parts(email)
    assert parts is not None, "only people with an address are invited"
    return str(Address(_one_line(name), *parts))


def _one_line(text: str) -> str:
    """Text for a header: whatever breaks lines would begin another header."""
    seen = "".join(" " if not character.isprintable() else character for character in text)
    return " ".join(seen.split())[:_LONGEST_NAME]


def _name_boundaries(mail: EmailMessage, uid: str, sequence: int) -> None:
    """Boundaries of our own, so that the same invitation gives the same bytes."""
    name = "".join(character for character in uid if character.isalnum())[:40]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{name}_{sequence}_{number}")
