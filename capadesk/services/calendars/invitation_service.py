"""Inviting people to an event, and telling them when it is cancelled (RFC 5546)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from capadesk.domain.codes import EventStatus
from capadesk.domain.errors import UserError
from capadesk.domain.mailbox import is_mailbox
from capadesk.domain.records import Event, Participation, Person
from capadesk.services.calendars.invitation_text import InvitationText
from capadesk.services.own_file import refuse_own_file
from capadesk.services.own_profile import OWN_EMAIL
from capadesk.services.ports import (
    CalendarEntry,
    Clock,
    Invitation,
    InvitationMethod,
    InvitationWriter,
    ListKind,
    ListQuery,
    Localisation,
    Store,
)
from capadesk.services.scratch_folder import file_name
from capadesk.services.words import N_

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.ports import ProgressCallback

ENDINGS = (".eml", ".ics")
"""What an invitation can be written as."""


class Invitee(NamedTuple):
    """A person at an event; `email` is "" where the directory has none that mail can be sent to."""

    participation: Participation
    name: str
    email: str

    @property
    def person_id(self) -> UUID:
        """Who it is."""
        assert self.participation.person_id is not None
        return self.participation.person_id


class InvitationService:
    """Prepares and writes invitations, and records who was invited when."""

    def __init__(
        self,
        store: Store,
        writer: Callable[[str, str], InvitationWriter],
        localisation: Localisation,
        clock: Clock,
    ) -> None:
        """`writer` makes the one for an ending and a language."""
        self._store = store
        self._writer = writer
        self._localisation = localisation
        self._clock = clock

    # --- who ------------------------------------------------------------------------------------

    def invitees(self, event_id: UUID) -> list[Invitee]:
        """The people of an event by name, each once; RecordNotFound."""
        self._store.get(Event, event_id)
        of_event = self._store.select(Participation, event_id=event_id)
        links = [link for link in of_event if link.person_id is not None]
        ids = [link.person_id for link in links]
        people: dict[UUID, Person] = {}
        for start in range(0, len(ids), 500):
            people |= {
                person.id: person for person in self._store.select(Person, id=ids[start : start + 500])
            }
        found: dict[UUID, Invitee] = {}
        for link in links:
            person = people.get(link.person_id) if link.person_id is not None else None
            if person is None:
                continue
            email = person.email.strip()
            before = found.get(person.id)
            if before is None or (before.participation.invited_on is None and link.invited_on is not None):
                found[person.id] = Invitee(link, person.full_name, email if is_mailbox(email) else "")
        return sorted(found.values(), key=lambda invitee: (invitee.name.casefold(), str(invitee.person_id)))

    def invited(self, event_id: UUID) -> list[Invitee]:
        """Those who were invited from here: who must hear of it if the event is cancelled."""
        return [each for each in self.invitees(event_id) if each.participation.invited_on is not None]

    # --- what -----------------------------------------------------------------------------------

    def prepare(
        self,
        event_id: UUID,
        person_ids: Collection[UUID] | None = None,
        *,
        method: InvitationMethod = InvitationMethod.REQUEST,
        language: str = "",
        organiser: str = "",
    ) -> Invitation:
        """An invitation of these people, or of everybody with an address; CANCEL: of those who were invited.

        `language` is the tag of the mail's, "" the user's own. `organiser` is the e-mail address that answers
        go to, "" the one of the settings. UserError `own_email_missing`, `nobody_to_invite`,
        `invitation_without_day`, `invitation_cancelled`, `not_cancelled`; RecordNotFound.
        """
        entry = self._entry(event_id, method)
        event = entry.event
        address = organiser.strip() or self._store.own_setting(OWN_EMAIL).strip()
        if not is_mailbox(address):
            raise UserError("own_email_missing")
        chosen = self.invited(event_id) if method is InvitationMethod.CANCEL else self.invitees(event_id)
        asked = [
            each for each in chosen if each.email and (person_ids is None or each.person_id in person_ids)
        ]
        if not asked:
            raise UserError("nobody_to_invite", title=event.title)
        attendees = tuple(
            (each.name, each.email, each.participation.role, each.participation.status) for each in asked
        )
        entry = entry._replace(attendees=attendees, organisers=())
        name = self._store.author or address
        text = self._text(entry, method, language)
        return Invitation(
            method,
            entry,
            (name, address),
            self._changed(event_id) if method is InvitationMethod.REQUEST else (),
            text.subject,
            text.plain,
            text.html,
            self._clock.now().astimezone(UTC).replace(microsecond=0),
            language,
        )

    def text(self, event_id: UUID, method: InvitationMethod, language: str = "") -> InvitationText:
        """What the mail says; UserError as `prepare`, as far as the event itself is concerned."""
        return self._text(self._entry(event_id, method), method, language)

    def own_address(self) -> str:
        """Where answers go if nobody says otherwise; "" if that is not known."""
        return self._store.own_setting(OWN_EMAIL).strip()

    def remember_address(self, address: str) -> None:
        """Where answers went first is the user's own address, if none was known."""
        if not self.own_address() and is_mailbox(address) and not self._store.is_read_only:
            self._store.set_own_setting(OWN_EMAIL, address.strip())

    def _text(self, entry: CalendarEntry, method: InvitationMethod, language: str) -> InvitationText:
        localisation = self._localisation.spoken_in(language) if language else self._localisation
        return InvitationText(entry, method, self._store.author, localisation, language)

    def _entry(self, event_id: UUID, method: InvitationMethod) -> CalendarEntry:
        event = self._store.get(Event, event_id)
        is_cancelled = event.status == EventStatus.CANCELLED
        if method is InvitationMethod.REQUEST and is_cancelled:
            raise UserError("invitation_cancelled", title=event.title)
        if method is InvitationMethod.CANCEL and not is_cancelled:
            raise UserError("not_cancelled", title=event.title)
        if not event.when.is_exact:
            raise UserError("invitation_without_day", title=event.title)
        query = ListQuery(ListKind.CALENDAR)
        for entry in self._store.reports.calendar_entries(query, ids=[event.id]):
            return entry
        raise UserError("invitation_without_day", title=event.title)

    def _changed(self, event_id: UUID) -> tuple[CalendarEntry, ...]:
        ids = [event.id for event in self._store.select(Event, series_event_id=event_id)]
        if not ids:
            return ()
        return tuple(self._store.reports.calendar_entries(ListQuery(ListKind.CALENDAR), ids=ids))

    # --- out ------------------------------------------------------------------------------------

    def write(self, invitation: Invitation, path: Path) -> None:
        """Write it as a mail (.eml) or a calendar file (.ics); UserError `format_unknown`."""
        refuse_own_file(self._store, path)
        self._writer_for(path.suffix, invitation.language, path).write(invitation, path)

    def write_each(
        self,
        invitation: Invitation,
        folder: Path,
        ending: str = ".eml",
        progress: ProgressCallback | None = None,
    ) -> list[Path]:
        """One file for each person, so that nobody sees the others' addresses; Cancelled."""
        writer = self._writer_for(ending, invitation.language, folder)
        attendees = invitation.entry.attendees
        written: list[Path] = []
        names: set[str] = set()
        for done, attendee in enumerate(attendees):
            if progress is not None:
                progress(done, len(attendees))
            name = file_name(attendee[0] or attendee[1])
            count = 1
            while name.casefold() in names:
                count += 1
                name = f"{file_name(attendee[0] or attendee[1])} {count}"
            names.add(name.casefold())
            alone = invitation._replace(entry=invitation.entry._replace(attendees=(attendee,)))
            path = folder / f"{name}{ending}"
            writer.write(alone, path)
            written.append(path)
        return written

    def record(self, event_id: UUID, emails: Collection[str]) -> ChangeSet:
        """The people with these addresses were invited today, as one change that can be undone."""
        wanted = {email.strip().lower() for email in emails}
        today = self._clock.today()
        ids = {each.person_id for each in self.invitees(event_id) if each.email.lower() in wanted}
        with self._store.unit_of_work() as work:
            event = work.get(Event, event_id)
            for link in work.select(Participation, event_id=event_id):
                if link.person_id in ids:
                    work.save(replace(link, invited_on=today))
            return work.commit(N_("Invited {count} to “{name}”"), name=event.title, count=len(ids))

    def record_cancellation(self, event_id: UUID, emails: Collection[str]) -> ChangeSet:
        """Those with these addresses know that it is cancelled: they need not be told again."""
        wanted = {email.strip().lower() for email in emails}
        ids = {each.person_id for each in self.invited(event_id) if each.email.lower() in wanted}
        with self._store.unit_of_work() as work:
            event = work.get(Event, event_id)
            for link in work.select(Participation, event_id=event_id):
                if link.person_id in ids and link.invited_on is not None:
                    work.save(replace(link, invited_on=None))
            return work.commit(
                N_("Told {count} that “{name}” is cancelled"), name=event.title, count=len(ids)
            )

    def _writer_for(self, ending: str, language: str, path: Path) -> InvitationWriter:
        if ending.lower() not in ENDINGS:
            raise UserError("format_unknown", file=str(path), endings=", ".join(ENDINGS))
        return self._writer(ending.lower(), language)


def addresses_of(invitation: Invitation) -> Sequence[str]:
    """The addresses that an invitation goes to."""
    return [email for _name, email, _role, _status in invitation.entry.attendees]
