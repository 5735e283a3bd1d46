"""The sample: the project's real events, and an invented platform at work around them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.domain.codes import (
    ActionStatus,
    CodeList,
    EventStatus,
    GovernanceLevel,
    Helix,
    ParticipationStatus,
)
from capadesk.domain.identity import imported_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    CodeItem,
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
    Tagging,
)
from capadesk.domain.when import Precision, When
from capadesk.services.importing.event_source_key import event_source_key
from capadesk.services.samples.sample import SampleData, sample_records
from capadesk.services.samples.sample_calendar import SampleCalendar
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.shipped_records import shipped_records
from tests.services.referential import dangling, unreserved_addresses, unsound

SOURCES = SampleSources.shipped()
SHIPPED = list(shipped_records(SOURCES.code_lists_json, SOURCES.cities_csv))
LISTED = json.loads(SOURCES.events_json)["events"]
TODAY = date(2026, 11, 23)
SAMPLE = sample_records(SOURCES, TODAY)
CODES = {(item.code_list, item.code) for item in SHIPPED if isinstance(item, CodeItem)}
FAMILIES = {
    item.code: item.family
    for item in SHIPPED
    if isinstance(item, CodeItem) and item.code_list == CodeList.EVENT_KIND
}


def listed_events(sample: SampleData) -> list[Event]:
    return [event for event in sample.of(Event) if event.source_key]


def test_the_36_real_events_are_there_with_their_dates_as_well_as_they_are_known() -> None:
    real = {event.title: event for event in listed_events(SAMPLE)}
    assert len(real) == len(LISTED) == 36
    for listed in LISTED:
        event = real[listed["title"]]
        assert event.when.precision == listed["date_precision"]
        assert event.kind == listed["kind"]
        assert event.mode == listed["format"]
        assert event.country == (listed["country"] or "")
        if event.when.precision is not Precision.DATETIME:
            assert (event.when.start_text, event.when.end_text) == (
                listed["start"] or "",
                listed["end"] or "",
            )
    timed = real["CrAFt Waterfront Cities Session"].when
    assert (timed.start_text, timed.end_text, timed.zone) == (
        "2024-02-19T10:30",
        "2024-02-19T12:00",
        "Europe/Brussels",
    )


def test_real_events_have_the_ids_that_an_import_gives_them() -> None:
    event = next(e for e in listed_events(SAMPLE) if e.title.startswith("CITIES & ENERGY"))
    key = event_source_key(event.title, When.days(date(2024, 1, 19)), "Prague", "CZ")
    assert key == "cities & energy – climate, practice, sharing|2024-01-19|prague|CZ"
    assert (event.source_key, event.id) == (key, imported_id("event", key))


def test_nothing_is_said_of_a_real_event_but_what_the_listing_says() -> None:
    for event in listed_events(SAMPLE):
        assert {event.minutes, event.agenda, event.description, event.lessons, event.objectives} == {""}
    real = {event.id for event in listed_events(SAMPLE)}
    assert not [d for d in SAMPLE.of(Decision) if d.event_id in real]
    assert not [a for a in SAMPLE.of(Action) if a.event_id in real]
    invented = [p for p in SAMPLE.of(Participation) if p.event_id in real and p.person_id]
    assert invented
    assert all(p.notes.startswith("Invented example") for p in invented)


def test_every_real_organiser_organises_in_the_sample() -> None:
    names = {organisation.id: organisation.name for organisation in SAMPLE.of(Organisation)}
    titles = {event.id: event.title for event in listed_events(SAMPLE)}
    found: dict[str, set[str]] = {}
    for each in SAMPLE.of(Participation):
        if each.event_id in titles and each.person_id is None:
            assert each.organisation_id is not None
            found.setdefault(titles[each.event_id], set()).add(names[each.organisation_id])
    assert found == {listed["title"]: set(listed["organisers"]) for listed in LISTED}


def test_the_conference_with_known_numbers_has_them_on_site_and_remote() -> None:
    event = next(e for e in listed_events(SAMPLE) if "SDEWES" in e.title)
    counts = {(c.presence, c.group): c.count for c in SAMPLE.of(HeadCount) if c.event_id == event.id}
    assert counts == {("on_site", "not_stated"): 570, ("remote", "not_stated"): 120}


def test_what_is_invented_says_so() -> None:
    real_names = {name for listed in LISTED for name in listed["organisers"]}
    invented = [o for o in SAMPLE.of(Organisation) if o.name not in real_names]
    assert len(invented) >= 45
    notes = [
        record.notes for records in (invented, SAMPLE.of(Person), SAMPLE.of(Action)) for record in records
    ]
    assert all(note.startswith("Invented example") for note in notes)
    assert all(e.notes.startswith("Invented example") for e in SAMPLE.of(Event) if not e.source_key)
    assert not [o.notes for o in SAMPLE.of(Organisation) if o.name in real_names and o.notes]


def test_invented_addresses_can_be_nobodys() -> None:
    assert not unreserved_addresses(
        [*SAMPLE.of(Organisation), *SAMPLE.of(Person), *SAMPLE.of(Event), *SAMPLE.of(Platform)]
    )
    assert all(person.email for person in SAMPLE.of(Person))
    assert all(" 000 " in person.phone for person in SAMPLE.of(Person))


def test_the_sample_is_sound_and_nothing_dangles() -> None:
    assert not unsound(SAMPLE.records)
    assert not dangling(SAMPLE.records, SHIPPED)
    twice = [record_id for record_id, n in Counter(r.id for r in SAMPLE.records).items() if n > 1]
    assert not twice
    assert not {r.id for r in SAMPLE.records} & {r.id for r in SHIPPED}


def test_every_code_is_in_its_list() -> None:
    fields: list[tuple[type[Record], dict[str, CodeList]]] = [
        (Event, {"kind": CodeList.EVENT_KIND, "status": CodeList.EVENT_STATUS, "mode": CodeList.EVENT_MODE}),
        (Event, {"project_role": CodeList.PROJECT_ROLE, "minutes_status": CodeList.MINUTES_STATUS}),
        (Event, {"visibility": CodeList.VISIBILITY}),
        (Participation, {"role": CodeList.PARTICIPATION_ROLE, "status": CodeList.PARTICIPATION_STATUS}),
        (Participation, {"presence": CodeList.PRESENCE}),
        (HeadCount, {"presence": CodeList.PRESENCE, "group": CodeList.HEAD_COUNT_GROUP}),
        (Organisation, {"helix": CodeList.HELIX, "level": CodeList.GOVERNANCE_LEVEL}),
        (City, {"status": CodeList.CITY_STATUS}),
        (Decision, {"status": CodeList.DECISION_STATUS}),
        (Action, {"status": CodeList.ACTION_STATUS, "priority": CodeList.ACTION_PRIORITY}),
        (Interaction, {"channel": CodeList.INTERACTION_CHANNEL}),
        (Person, {"lawful_basis": CodeList.LAWFUL_BASIS}),
    ]
    unknown = {
        (code_list, getattr(record, field))
        for record_type, lists in fields
        for record in SAMPLE.of(record_type)
        for field, code_list in lists.items()
        if getattr(record, field) and (code_list, getattr(record, field)) not in CODES
    }
    flags = {flag for o in SAMPLE.of(Organisation) for flag in o.flags}
    assert not unknown
    assert flags
    assert not {flag for flag in flags if (CodeList.ORGANISATION_FLAG, flag) not in CODES}


def test_the_same_day_gives_the_same_sample_and_another_day_the_same_ids() -> None:
    assert sample_records(SOURCES, TODAY) == SAMPLE
    later = sample_records(SOURCES, TODAY + timedelta(days=100))
    assert {record.id for record in later.records} == {record.id for record in SAMPLE.records}
    assert later != SAMPLE


@settings(max_examples=40)
@given(st.dates(date(2025, 6, 1), date(2032, 12, 31)))
def test_on_any_day_something_lies_behind_and_something_ahead(today: date) -> None:
    sample = sample_records(SOURCES, today)
    for event in sample.of(Event):
        is_over = event.when.last_day is not None and event.when.last_day < today
        if event.status in (EventStatus.HELD, EventStatus.REPORTED):
            assert is_over or not event.when.is_known
        elif not event.recurrence and event.status not in (EventStatus.CANCELLED, EventStatus.POSTPONED):
            assert not is_over
        if event.minutes:
            assert is_over
    coming = [
        e for e in sample.of(Event) if e.when.is_exact and e.when.first_day and e.when.first_day >= today
    ]
    month = today + timedelta(days=35)
    soon = [e for e in coming if e.when.first_day and e.when.first_day <= month]
    assert len(coming) >= 10
    assert {FAMILIES[e.kind] for e in soon} == {"event", "meeting"}
    overdue = [a for a in sample.of(Action) if a.is_overdue(today)]
    waiting = [a for a in sample.of(Action) if a.due and a.due >= today and a.status != ActionStatus.DONE]
    assert min(len(overdue), len(waiting)) >= 4
    assert not [a for a in sample.of(Action) if a.done_on and a.done_on > today]
    assert not [i for i in sample.of(Interaction) if i.when.first_day and i.when.first_day > today]


def test_every_screen_has_something_to_show() -> None:
    families = Counter(FAMILIES[event.kind] for event in SAMPLE.of(Event))
    assert min(families["event"], families["meeting"]) >= 20
    assert len([e for e in SAMPLE.of(Event) if FAMILIES[e.kind] == "meeting" and e.minutes]) >= 13
    assert len(SAMPLE.of(Person)) >= 110
    assert len(SAMPLE.of(Series)) == len(SAMPLE.of(Project)) == 2
    assert len(SAMPLE.of(Platform)) == 1
    assert len(SAMPLE.of(Interaction)) >= 20
    assert {e.when.precision for e in SAMPLE.of(Event)} == set(Precision)
    assert {e.status for e in SAMPLE.of(Event)} == set(EventStatus)
    assert {p.status for p in SAMPLE.of(Participation)} == set(ParticipationStatus)
    assert {o.helix for o in SAMPLE.of(Organisation)} - {""} == set(Helix)
    assert {o.level for o in SAMPLE.of(Organisation)} - {""} == set(GovernanceLevel)
    assert {a.status for a in SAMPLE.of(Action)} == set(ActionStatus)
    assert {e.mode for e in SAMPLE.of(Event)} == {"in_person", "online", "hybrid"}
    assert any(e.recurrence for e in SAMPLE.of(Event))
    assert any(p.is_outsider for p in SAMPLE.of(Participation))
    assert any(a.end for a in SAMPLE.of(Affiliation))
    assert any(t.organisation_id for t in SAMPLE.of(Tagging))


def test_each_capacities_country_has_an_organisation_and_people() -> None:
    countries = {
        *("AL", "AT", "CZ", "FI", "FR", "GR", "HU"),
        *("IT", "NL", "PL", "PT", "RO", "SE", "SK", "TR"),
    }
    assert countries <= {organisation.country for organisation in SAMPLE.of(Organisation)}
    assert countries <= {person.country for person in SAMPLE.of(Person)}


def test_names_keep_their_letters() -> None:
    given_names = {person.given_name for person in SAMPLE.of(Person)}
    assert {"Łukasz", "Zoë", "Åsa", "Şebnem", "Đorđe", "Ștefan"} <= given_names
    emails = {p.given_name: p.email for p in SAMPLE.of(Person)}
    assert emails["Đorđe"] == "dorde.milovanac@forum.example"
    assert all(email.isascii() for email in emails.values())


def test_an_objective_fits_into_the_portal() -> None:
    assert all(len(event.objectives) <= 200 for event in SAMPLE.of(Event))


@pytest.mark.parametrize(
    ("today", "count", "found"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 28), -1, date(2026, 11, 27)),
        (date(2026, 11, 29), 5, date(2026, 12, 7)),
        (date(2026, 12, 18), 5, date(2027, 1, 15)),
        (date(2027, 1, 8), -5, date(2027, 1, 1) - timedelta(weeks=3)),
    ],
)
def test_working_days_leave_out_weekends_and_quiet_weeks(today: date, count: int, found: date) -> None:
    assert SampleCalendar(today).workday(count) == found


def test_two_days_never_run_into_the_weekend() -> None:
    friday = SampleCalendar(date(2026, 11, 20))
    when = friday.when({"workday": 0, "days": 2}, "Europe/Rome")
    assert when == When.days(date(2026, 11, 19), date(2026, 11, 20))
