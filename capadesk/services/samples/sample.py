"""The sample: real events of the project, enriched with an invented platform at work."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from capadesk.domain.record import R, Record
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
    Tagging,
)
from capadesk.services.samples.sample_calendar import SampleCalendar
from capadesk.services.samples.sample_directory import SampleDirectory
from capadesk.services.samples.sample_events import SampleEvents
from capadesk.services.samples.sample_listed_events import ListedEvents
from capadesk.services.samples.sample_sources import SampleSources

DEPENDENCY_ORDER: tuple[type[Record], ...] = (
    *(Platform, Project, City, Organisation, Person, Affiliation, Series, Tag),
    *(Event, Participation, HeadCount, Decision, Action, Interaction, Tagging),
)
"""Every record comes after all that it refers to."""


@dataclass(frozen=True, slots=True)
class SampleData:
    """The sample's records in dependency order; shipped records, to which they refer, are not among them."""

    records: tuple[Record, ...]

    def of(self, record_type: type[R]) -> list[R]:
        """The records of one type."""
        return [record for record in self.records if isinstance(record, record_type)]


def sample_records(sources: SampleSources, today: date) -> SampleData:
    """The sample as it looks on that day; equal ids on every day, equal records on equal days.

    Real are the listed events with their organisers; all else is invented and says so in its notes.
    """
    sample = json.loads(sources.sample_json)
    directory = SampleDirectory(sample, sources)
    listed = ListedEvents(json.loads(sources.events_json), sample, directory)
    invented = SampleEvents(sample, directory, SampleCalendar(today))
    records: list[Record] = [
        *listed.records(),
        *invented.records(),
        directory.platform(),
        *directory.projects.values(),
        *directory.cities.values(),
        *directory.organisations.values(),
        *directory.people.values(),
        *directory.affiliations,
        *directory.series.values(),
        *directory.organisation_tags,
        *directory.people_tags,
        *directory.topics.values(),
    ]
    places = {record_type: place for place, record_type in enumerate(DEPENDENCY_ORDER)}
    return SampleData(tuple(sorted(records, key=lambda record: places[type(record)])))
