"""Rules that a record must keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, HeadCount, Participation, Person
from capadesk.domain.validation import COUNT_LIMIT, NAME_LIMIT, problems_of


def test_a_position_does_not_end_before_it_starts():
    position = Affiliation(
        id=new_id(),
        person_id=new_id(),
        organisation_id=new_id(),
        start=date(2026, 3, 2),
        end=date(2026, 3, 1),
    )
    assert problems_of(position) == [("end", "end_before_start")]
    assert problems_of(replace(position, end=date(2026, 3, 2))) == []
    assert problems_of(replace(position, end=None)) == []


def test_a_person_needs_a_name_or_an_address_that_reads_as_one():
    person = Person(id=new_id())
    assert problems_of(person) == [("family_name", "missing")]
    assert problems_of(replace(person, family_name="Ada", email="ada at example")) == [
        ("email", "not_an_email")
    ]
    assert problems_of(replace(person, family_name="Ada", country="Italy")) == [("country", "not_a_country")]
    assert problems_of(replace(person, family_name="x" * (NAME_LIMIT + 1))) == [("family_name", "too_long")]


def test_somebody_has_to_take_part():
    assert problems_of(Participation(id=new_id(), event_id=new_id())) == [("person_id", "missing")]


def test_a_head_count_counts_people():
    count = HeadCount(id=new_id(), event_id=new_id())
    assert problems_of(replace(count, count=-1)) == [("count", "negative")]
    assert problems_of(replace(count, count=COUNT_LIMIT + 1)) == [("count", "too_large")]
    assert problems_of(replace(count, count=COUNT_LIMIT)) == []
