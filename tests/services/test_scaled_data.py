"""Scaled data: exact numbers, the same by the same seed, and of the sample's shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from capadesk.domain.codes import EventStatus
from capadesk.domain.errors import UserError
from capadesk.domain.record import R, Record
from capadesk.domain.records import Action, Event, HeadCount, Organisation, Participation, Person
from capadesk.domain.when import Precision
from capadesk.services.samples.sample import DEPENDENCY_ORDER
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.samples.scaled_data import allotted, generate
from capadesk.services.shipped_records import shipped_records
from tests.services.referential import dangling, unreserved_addresses, unsound

TODAY = date(2026, 11, 23)
SOURCES = SampleSources.shipped()
SHIPPED = list(shipped_records(SOURCES.code_lists_json, SOURCES.cities_csv))


def flat(events: int, people: int, attendance: int, seed: int = 7) -> Iterator[Record]:
    for _type, records in generate(events, people, attendance, seed, TODAY, SOURCES):
        yield from records


def of(records: list[Record], record_type: type[R]) -> list[R]:
    return [record for record in records if isinstance(record, record_type)]


DATA = list(flat(2_000, 500, 12_345))


@pytest.mark.parametrize(
    ("events", "people", "attendance"),
    [
        (0, 0, 0),
        (1, 0, 0),
        (0, 1, 0),
        (1, 0, 1),
        (1, 1, 2),
        (3, 7, 24),
        (10, 200, 3),
        (40, 13, 560),
        (2000, 500, 12345),
    ],
)
def test_there_are_exactly_as_many_as_were_asked_for(events: int, people: int, attendance: int) -> None:
    records = list(flat(events, people, attendance))
    counts = Counter(record.KIND for record in records)
    assert (counts["event"], counts["person"], counts["participation"]) == (events, people, attendance)
    assert len({record.id for record in records}) == len(records)
    assert not dangling(records, SHIPPED)


def test_scaled_data_is_sound_and_its_addresses_are_nobodys() -> None:
    assert not unsound(DATA)
    assert not unreserved_addresses([*of(DATA, Person), *of(DATA, Organisation), *of(DATA, Event)])
    assert len({person.email for person in of(DATA, Person)}) == 500


def test_link_records_carry_the_ids_that_every_desk_derives() -> None:
    for each in of(DATA, Participation)[:500]:
        assert each.id == Participation.derive_id(
            each.event_id, each.person_id, each.organisation_id, each.role
        )
    for count in of(DATA, HeadCount)[:50]:
        assert count.id == HeadCount.derive_id(count.event_id, count.presence, count.group)


def test_the_same_seed_gives_the_same_data_and_another_seed_another() -> None:
    assert list(flat(2_000, 500, 12_345)) == DATA
    other = list(flat(2_000, 500, 12_345, seed=8))
    assert not {record.id for record in other} & {record.id for record in DATA}
    assert [e.title for e in of(other, Event)] != [e.title for e in of(DATA, Event)]


def test_other_numbers_by_the_same_seed_share_no_id() -> None:
    assert not {r.id for r in flat(50, 20, 100)} & {r.id for r in flat(60, 20, 100)}


def test_types_come_in_dependency_order() -> None:
    types = [record_type for record_type, records in generate(20, 20, 40, 1, TODAY, SOURCES) if list(records)]
    places = [DEPENDENCY_ORDER.index(record_type) for record_type in types]
    assert places == sorted(places)


def test_it_has_the_shape_of_the_sample() -> None:
    events = of(DATA, Event)
    precisions = Counter(event.when.precision for event in events)
    partial = sum(precisions[p] for p in (Precision.MONTH, Precision.YEAR, Precision.UNKNOWN))
    assert 0.06 < partial / len(events) < 0.10
    assert set(precisions) == set(Precision)
    assert {event.status for event in events} == set(EventStatus)
    meetings = sum(event.kind.endswith("meeting") for event in events)
    assert 0.25 < meetings / len(events) < 0.55
    held = {e.id for e in events if e.status in (EventStatus.HELD, EventStatus.REPORTED)}
    for event in events:
        if event.id in held:
            assert event.when.last_day is not None
            assert event.when.last_day < TODAY
    assert {p.event_id for p in of(DATA, Participation) if p.status == "attended"} <= held
    assert any(action.is_overdue(TODAY) for action in of(DATA, Action))
    assert len({event.title for event in events}) > len(events) / 2
    assert any(not person.family_name.isascii() for person in of(DATA, Person))


def test_nobody_is_at_an_event_twice() -> None:
    seats = [(p.event_id, p.person_id) for p in of(DATA, Participation) if p.person_id]
    assert len(seats) == len(set(seats))


def test_each_kind_of_result_is_there() -> None:
    assert {record.KIND for record in DATA} >= {
        *("organisation", "person", "affiliation", "series", "event", "participation"),
        *("head_count", "decision", "action", "interaction", "tagging"),
    }


def test_records_stream_so_that_nothing_is_made_before_it_is_asked_for() -> None:
    streams = generate(10_000_000, 0, 0, 1, TODAY, SOURCES)
    for record_type, records in streams:
        if record_type is Event:
            assert next(records).KIND == "event"
            break


@pytest.mark.parametrize(
    ("numbers", "code"), [((-1, 0, 0), "negative_count"), ((2, 3, 9), "too_many_participations")]
)
def test_impossible_numbers_are_refused_at_once(numbers: tuple[int, int, int], code: str) -> None:
    with pytest.raises(UserError) as error:
        generate(*numbers, 1, TODAY, SOURCES)
    assert error.value.code == code


def test_shares_are_whole_bounded_and_add_up() -> None:
    shares = allotted(100, [1.0, 0.0, 50.0, 2.5], 60)
    assert sum(shares) == 100
    assert max(shares) <= 60
    assert list(allotted(0, [1.0], 5)) == [0]
    assert list(allotted(0, [], 5)) == []
