"""A desk with a few records in a real data file, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Decision,
    Event,
    HeadCount,
    Interaction,
    Organisation,
    Participation,
    Person,
    Platform,
    Project,
    Series,
    Tag,
)
from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.formats.words.public_holidays import PublicHolidays
from capadesk.resource_files import resource_path
from capadesk.services.calendars.clash_service import ClashService
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.event_service import EventDossier, EventService
from capadesk.services.people_service import (
    OrganisationDossier,
    OrganisationService,
    PersonDossier,
    PersonService,
)
from capadesk.services.shipped_records import shipped_records
from capadesk.storage.sqlite_store import SqliteStore
from tests.made_files import settle_in

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

TODAY = date(2026, 3, 12)


@dataclass(frozen=True)
class StandingClock:
    """It is always noon of that day."""

    day: date = TODAY

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), tzinfo=UTC)

    def today(self) -> date:
        return self.day


def _shipped() -> Iterable[Record]:
    yield from shipped_records(
        resource_path("code_lists.json").read_text(encoding="utf-8"),
        resource_path("mission-cities.csv").read_text(encoding="utf-8"),
    )


@cache
def _made() -> bytes:
    """A new file with a platform, closed; made once in a run."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        store = SqliteStore.create(path, author="test", shipped=_shipped())
        with store.unit_of_work() as work:
            work.save(Platform(id=new_id(), name="Hub", country="IT", time_zone="Europe/Rome", language="it"))
            work.commit("platform")
        store.close()
        return path.read_bytes()


def make_desk(folder: Path, language: str = "en") -> Desk:
    """The services that editors use, over a new file."""
    path = folder / "desk.db"
    path.write_bytes(_made())
    settle_in(path)
    store = SqliteStore.open(path, author="test")
    localisation, clock = BabelLocalisation(language), StandingClock()
    parts = SimpleNamespace(
        store=store,
        events=EventService(store),
        people=PersonService(store),
        organisations=OrganisationService(store),
        localisation=localisation,
        code_book=StoredCodeBook(store, localisation),
        clashes=ClashService(store, PublicHolidays(), localisation, clock),
        clock=clock,
        version="0",
        author="test",
    )
    return cast("Desk", parts)


@dataclass(frozen=True)
class Sample:
    """What `add_sample` stored."""

    event: EventDossier
    person: PersonDossier
    organisation: OrganisationDossier
    other_person: UUID
    other_organisation: UUID


def add_sample(desk: Desk) -> Sample:
    """A workshop with people, counts, decisions and actions; two people and two organisations."""
    ministry = Organisation(
        id=new_id(),
        name="Ministry of Ecological Transition (invented)",
        short_name="MET",
        helix="government",
        level="national",
        flags=("ministry", "financier"),
        country="IT",
        website="https://example.org/ministry",
        email="office@example.org",
        phone="+39 06 1234567",
        address="Via dell’Esempio 1, 00100 Roma",
        notes="First contact through the mirror group.\nSee https://example.org/contacts for the list.",
    )
    university = Organisation(id=new_id(), name="Università di Esempio", helix="academia", country="IT")
    anna = Person(
        id=new_id(),
        given_name="Anna",
        family_name="Bianchi",
        honorific="Dr",
        email="anna.bianchi@example.org",
        phone="+39 06 7654321",
        language="it",
        country="IT",
        lawful_basis="public_task",
        data_source="Business card, kick-off meeting",
    )
    piotr = Person(id=new_id(), given_name="Piotr", family_name="Łuczak", email="p.luczak@example.org")
    project = Project(id=new_id(), name="CapaCITIES", acronym="CapaCITIES", is_own=True)
    series = Series(id=new_id(), name="Transition Lab Energy")
    with desk.store.unit_of_work() as work:
        for record in (ministry, university, anna, piotr, project, series):
            work.save(record)
        work.commit("sample")
    city = desk.store.select(City, name="Łódź") or desk.store.select(City)
    tags = desk.store.select(Tag)[:3]
    event_id = new_id()
    event = Event(
        id=event_id,
        title="Financing the renovation of public buildings: what ministries and cities can do together",
        kind="workshop",
        status="held",
        when=When.timed(datetime(2026, 2, 3, 9, 30), datetime(2026, 2, 3, 16, 0), "Europe/Rome"),
        mode="hybrid",
        venue="Palazzo delle Esempi, Room 4",
        city_id=city[0].id,
        country="IT",
        website="https://example.org/workshop",
        online_link="https://meet.example.org/abc",
        languages=("it", "en"),
        project_role="organiser",
        project_id=project.id,
        series_id=series.id,
        description="A workshop on one-stop shops for the renovation of public buildings.",
        objectives="Agree on who prepares the pipeline of projects.",
        agenda="09:30 Welcome\n10:00 The pipeline so far\n11:00 Discussion\n15:30 Decisions",
        minutes="The city presented its pipeline; the ministry explained its new fund.",
        minutes_status="draft",
        notes="\u00a0Catering by the canteen.",
        source_key="capacities-17",
    )
    decision = Decision(
        id=new_id(),
        event_id=event_id,
        number="1",
        text="A joint working group on one-stop shops is set up, led by the ministry.",
        decided_by="All partners",
        decided_on=date(2026, 2, 3),
        agenda_item="3",
    )
    dossier = EventDossier(
        event,
        (
            Participation(
                id=new_id(),
                event_id=event_id,
                person_id=anna.id,
                organisation_id=ministry.id,
                role="speaker",
                status="attended",
                presence="on_site",
            ),
            Participation(
                id=new_id(), event_id=event_id, person_id=piotr.id, status="excused", is_outsider=True
            ),
            Participation(id=new_id(), event_id=event_id, organisation_id=university.id, role="co_organiser"),
        ),
        tuple(
            HeadCount(id=new_id(), event_id=event_id, presence=presence, group=group, count=count)
            for presence, group, count in (
                ("on_site", "men", 17),
                ("on_site", "women", 21),
                ("remote", "not_stated", 1204),
            )
        ),
        (decision,),
        (
            Action(
                id=new_id(),
                event_id=event_id,
                decision_id=decision.id,
                number="1",
                text="Send the terms of reference of the working group to all partners",
                owner_person_id=anna.id,
                owner_organisation_id=ministry.id,
                due=date(2026, 2, 20),
                priority="high",
            ),
            Action(
                id=new_id(),
                event_id=event_id,
                number="2",
                text="Book the room for June",
                owner_person_id=piotr.id,
                due=date(2026, 5, 29),
                status="in_progress",
            ),
        ),
        tuple(tag.id for tag in tags),
    )
    desk.events.save(dossier)
    person = PersonDossier(
        anna,
        (
            Affiliation(
                id=new_id(),
                person_id=anna.id,
                organisation_id=ministry.id,
                role="Head of unit",
                start=date(2024, 9, 1),
                is_main=True,
            ),
            Affiliation(
                id=new_id(),
                person_id=anna.id,
                organisation_id=university.id,
                role="Lecturer",
                start=date(2019, 1, 1),
                end=date(2024, 8, 31),
            ),
        ),
        (
            Interaction(
                id=new_id(),
                when=When.timed(datetime(2026, 3, 2, 14), None, "Europe/Rome"),
                channel="phone",
                subject="Budget of the working group",
                summary="She expects a decision of the minister in April.",
                person_id=anna.id,
                organisation_id=ministry.id,
                event_id=event_id,
                follow_up="Call again after Easter.",
            ),
            Interaction(id=new_id(), when=When.months(2025, 11), channel="email", person_id=anna.id),
        ),
    )
    desk.people.save(person)
    stored = desk.organisations.open(ministry.id)
    desk.organisations.save(
        OrganisationDossier(
            stored.organisation, stored.affiliations, stored.interactions, tuple(tag.id for tag in tags)
        )
    )
    return Sample(
        desk.events.open(event_id),
        desk.people.open(anna.id),
        desk.organisations.open(ministry.id),
        piotr.id,
        university.id,
    )


def close(desk: Any) -> None:
    """Let go of the file."""
    desk.store.close()
