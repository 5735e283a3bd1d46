"""Who took part in the events of a report: read as they lie, put together with names that are read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from capadesk.domain.codes import ORGANISER_ROLES, ParticipationRole, ParticipationStatus
from capadesk.storage.record_mapper import chunks

_CAME = frozenset({ParticipationStatus.REGISTERED.value, ParticipationStatus.ATTENDED.value})
_CAME_OR_MAY = _CAME | {ParticipationStatus.INVITED.value}
_ORGANISERS = frozenset(ORGANISER_ROLES)
_KNOWN_AT_MOST = 100_000


class NamedPerson(NamedTuple):
    """What a report says of a person at an event."""

    name: str
    country: str
    keys: tuple[str, str]


class NamedOrganisation(NamedTuple):
    """What a report says of an organisation at an event."""

    name: str
    short_name: str
    helix: str
    level: str
    country: str
    key: str


NOBODY = NamedPerson("", "", ("", ""))
NO_ORGANISATION = NamedOrganisation("", "", "", "", "", "")


class Attended(NamedTuple):
    """One participation."""

    person_id: bytes | None
    organisation_id: bytes | None
    person: NamedPerson
    organisation: NamedOrganisation
    role: str
    status: str
    presence: str
    is_outsider: bool
    seq: int


class AttendanceFacts(NamedTuple):
    """What is counted of an event."""

    invited: int = 0
    registered: int = 0
    attended: int = 0
    organisations: int = 0
    countries: int = 0
    outsiders: int = 0
    organisers: tuple[str, ...] = ()


class Attendance:
    """Reads participations of events, for one pass over a report."""

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql
        self._people: dict[bytes, NamedPerson] = {}
        self._organisations: dict[bytes, NamedOrganisation] = {}

    def of_events(self, ids: Iterable[bytes]) -> dict[bytes, list[Attended]]:
        """The participations of each event, by organisation, then by person."""
        rows = [
            row
            for marks, chunk in chunks(ids)
            for row in self._sql(
                "SELECT event_id, person_id, organisation_id, role, status, presence, is_outsider, seq"
                f" FROM participation WHERE event_id IN ({marks}) AND deleted=''",
                chunk,
            ).fetchall()
        ]
        self._know({row[1] for row in rows}, {row[2] for row in rows})
        people, organisations = self._people, self._organisations
        found: dict[bytes, list[Attended]] = {}
        for event_id, person_id, organisation_id, role, status, presence, is_outsider, seq in rows:
            found.setdefault(event_id, []).append(
                Attended(
                    person_id,
                    organisation_id,
                    NOBODY if person_id is None else people[person_id],
                    NO_ORGANISATION if organisation_id is None else organisations[organisation_id],
                    role,
                    status,
                    presence,
                    bool(is_outsider),
                    seq,
                )
            )
        for of_event in found.values():
            of_event.sort(key=lambda each: (each.organisation.key, each.person.keys, each.seq))
        return found

    def _know(self, people: set[bytes | None], organisations: set[bytes | None]) -> None:
        if len(self._people) + len(self._organisations) > _KNOWN_AT_MOST:
            self._people.clear()
            self._organisations.clear()
        for row in self._missing(
            "SELECT id, given_name, family_name, email, country, family_name_key, given_name_key FROM person",
            people,
            self._people,
        ):
            self._people[row[0]] = NamedPerson(person_name(*row[1:4]), row[4], (row[5], row[6]))
        for row in self._missing(
            "SELECT id, name, short_name, helix, level, country, name_key FROM organisation",
            organisations,
            self._organisations,
        ):
            self._organisations[row[0]] = NamedOrganisation._make(row[1:])

    def _missing(self, select: str, ids: set[bytes | None], known: dict[bytes, Any]) -> Iterable[Any]:
        missing = [raw_id for raw_id in ids if raw_id is not None and raw_id not in known]
        for marks, chunk in chunks(missing):
            yield from self._sql(f"{select} WHERE id IN ({marks})", chunk).fetchall()


def facts_of(attended: Sequence[Attended]) -> AttendanceFacts:
    """What is counted of one event's participations."""
    invited: set[bytes] = set()
    registered: set[bytes] = set()
    came: set[bytes] = set()
    organisations: set[bytes] = set()
    countries: set[str] = set()
    outsiders = 0
    organisers: list[tuple[bool, str, str]] = []
    for each in attended:
        outsiders += each.is_outsider
        if each.person_id is not None:
            invited.add(each.person_id)
            if each.status in _CAME:
                registered.add(each.person_id)
            if each.status == ParticipationStatus.ATTENDED:
                came.add(each.person_id)
        if each.status in _CAME_OR_MAY:
            if each.organisation_id is not None:
                organisations.add(each.organisation_id)
            countries.add(each.organisation.country or each.person.country)
        if each.role in _ORGANISERS and each.person_id is None and each.organisation_id is not None:
            shown = each.organisation.short_name or each.organisation.name
            organisers.append((each.role != ParticipationRole.ORGANISER, each.organisation.key, shown))
    return AttendanceFacts(
        len(invited),
        len(registered),
        len(came),
        len(organisations),
        len(countries - {""}),
        outsiders,
        tuple(shown for _is_other, _key, shown in sorted(organisers, key=lambda each: each[:2])),
    )


def person_name(given_name: str | None, family_name: str | None, email: str | None) -> str:
    """As Person.full_name: given and family name, else the e-mail address; "" for nobody."""
    return " ".join(part for part in (given_name, family_name) if part) or email or ""
