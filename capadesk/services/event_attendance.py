"""People whom a calendar file invites: tied to the event if the directory knows their e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from capadesk.domain.codes import ParticipationRole, ParticipationStatus
from capadesk.domain.mailbox import mailbox_key
from capadesk.domain.records import Organisation, Participation, Person
from capadesk.services.importing.import_trace import ImportTraces
from capadesk.services.ports import Attendee, CalendarSide, Store

_ANSWERED = frozenset(
    {ParticipationStatus.INVITED, ParticipationStatus.REGISTERED, ParticipationStatus.EXCUSED}
)
"""What an answer may change: who came, and who did not, is known better here."""


class EventAttendance:
    """Makes participations of ATTENDEE and ORGANIZER; `unknown` are addresses that the directory lacks.

    Nobody is entered into the directory by a calendar file: it names people who were never asked.
    """

    def __init__(self, store: Store, traces: ImportTraces) -> None:
        self._store = store
        self._traces = traces
        self._people: dict[str, UUID] | None = None
        self._organisations: dict[str, UUID] = {}
        self.unknown: set[str] = set()

    def of(self, event_id: UUID, side: CalendarSide) -> list[Participation]:
        """The participations that the file asks for."""
        found: dict[UUID, Participation] = {}
        for attendee in side.attendees:
            person_id = self._person(attendee)
            if person_id is not None:
                link = _link(event_id, person_id, None, attendee.role, attendee.status)
                found.setdefault(link.id, link)
        for link in self._organiser(event_id, side):
            found.setdefault(link.id, link)
        return list(found.values())

    def changes(
        self, event_id: UUID, side: CalendarSide
    ) -> tuple[list[Participation], list[Participation], tuple[str, str]]:
        """New participations, changed ones, and how the answers read before and after.

        In a reply (RFC 5546 3.2.3) the person speaks, so the answer counts; elsewhere it only replaces what
        an import wrote. Nobody is taken away, and whoever was taken away here stays away.
        """
        wanted = self.of(event_id, side)
        if not wanted:
            return [], [], ("", "")
        here = {link.id: link for link in self._store.select(Participation, event_id=event_id)}
        by_person = {link.person_id: link for link in here.values() if link.person_id is not None}
        added: list[Participation] = []
        changed: list[Participation] = []
        before: list[str] = []
        after: list[str] = []
        for link in wanted:
            present = here.get(link.id)
            if present is None and link.person_id is not None:
                present = by_person.get(link.person_id)
            if present is None:
                if not self._traces.of(Participation, link.id).was_taken_away_here:
                    added.append(link)
                    after.append(link.status)
            elif present.status != link.status and self._may_answer(present, link, side.method):
                changed.append(replace(present, status=link.status))
                before.append(present.status)
                after.append(link.status)
        return added, changed, (", ".join(before), ", ".join(after))

    def _may_answer(self, present: Participation, link: Participation, method: str) -> bool:
        if not {present.status, link.status} <= _ANSWERED:
            return False
        if method == "REPLY":
            return True
        trace = self._traces.of(Participation, present.id)
        return trace.has_import("status") and trace.imported("status") == present.status

    def _organiser(self, event_id: UUID, side: CalendarSide) -> Iterator[Participation]:
        if side.organiser is None or side.method == "REPLY":
            return
        role = ParticipationRole.ORGANISER.value
        status = ParticipationStatus.REGISTERED.value
        person_id = self._person(side.organiser, is_asked=False) if side.organiser.email else None
        if person_id is not None:
            yield _link(event_id, person_id, None, role, status)
            return
        for name in (side.organiser.email, side.organiser.name):
            organisation_id = self._organisations.get(name.lower()) if name else None
            if organisation_id is not None:
                yield _link(event_id, None, organisation_id, role, status)
                return

    def _person(self, attendee: Attendee, *, is_asked: bool = True) -> UUID | None:
        if self._people is None:
            self._people = {
                mailbox_key(person.email): person.id for person in self._store.select(Person) if person.email
            }
            for organisation in self._store.select(Organisation):
                for name in (organisation.email, organisation.name, organisation.short_name):
                    if name.strip():
                        self._organisations.setdefault(mailbox_key(name), organisation.id)
        found = self._people.get(attendee.email)
        if found is None and is_asked:
            self.unknown.add(attendee.email)
        return found


def _link(
    event_id: UUID, person_id: UUID | None, organisation_id: UUID | None, role: str, status: str
) -> Participation:
    return Participation(
        id=Participation.derive_id(event_id, person_id, organisation_id, role),
        event_id=event_id,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        status=status,
    )
