"""The real events of the project's listing as records, and who is invented to have been there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from capadesk.domain.codes import EventMode, EventStatus, ParticipationRole, ParticipationStatus, Presence
from capadesk.domain.identity import imported_id
from capadesk.domain.record import Record
from capadesk.domain.records import Event, Participation
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.importing.event_source_key import event_source_key
from capadesk.services.samples.sample_directory import SampleDirectory
from capadesk.services.samples.sample_events import head_counts, participation, taggings

OWN_PROJECT = "CapaCITIES"
_REPORTED_UNTIL = 2023
_MOST_NAMED = 9


class ListedEvents:
    """Turns capacities-events.json into records with the ids that an import would give them."""

    def __init__(
        self, listing: Mapping[str, Any], sample: Mapping[str, Any], directory: SampleDirectory
    ) -> None:
        self._listing = listing
        self._enrichment: Mapping[str, Any] = sample["listed_events"]
        self._presence_note: str = sample["invented_presence"]
        self._directory = directory

    def records(self) -> Iterator[Record]:
        """Each event followed by its parts."""
        for listed in self._listing["events"]:
            event = self._event(listed)
            yield event
            yield from self._participations(listed, event)
            yield from head_counts(event.id, self._enrichment.get(event.title, {}))
            yield from taggings(self._directory, event.id, listed["topics"])

    def _event(self, listed: Mapping[str, Any]) -> Event:
        when = listed_when(listed)
        key = event_source_key(listed["title"], when, listed["city"], listed["country"])
        event_id = imported_id("event", key)
        organisers = listed["organisers"]
        role = "participant"
        if OWN_PROJECT in organisers:
            role = "organiser" if organisers == [OWN_PROJECT] else "co_organiser"
        is_reported = when.last_day is not None and when.last_day.year <= _REPORTED_UNTIL
        return Event(
            id=event_id,
            uid=uid_for(event_id),
            title=listed["title"],
            kind=listed["kind"],
            status=EventStatus.REPORTED if is_reported else EventStatus.HELD,
            when=when,
            mode=listed["format"],
            city_id=self._directory.city(listed["city"]).id if listed["city"] else None,
            country=listed["country"] or "",
            languages=(listed["language"],),
            project_role=role,
            project_id=self._directory.projects["capacities"].id,
            notes=listed.get("note", ""),
            source_key=key,
        )

    def _participations(self, listed: Mapping[str, Any], event: Event) -> Iterator[Participation]:
        attended = ParticipationStatus.ATTENDED
        for name in listed["organisers"]:
            organiser = self._directory.organiser(name)
            yield participation(event.id, None, organiser, ParticipationRole.ORGANISER, attended)
        if not event.when.is_known:
            return
        rng = random.Random(event.source_key)
        count = 2 + int(rng.random() * (_MOST_NAMED - 1))
        at_home = self._directory.people_of([event.country], event.source_key)[: max(2, count - 2)]
        from_anywhere = self._directory.people_of([], event.source_key)[:count]
        named = dict.fromkeys((*at_home, *from_anywhere))
        for key in list(named)[:count]:
            is_online = event.mode == EventMode.ONLINE or (
                event.mode == EventMode.HYBRID and rng.random() < 0.3
            )
            person = self._directory.people[key]
            yield participation(
                event.id,
                person.id,
                self._directory.main_organisation[key],
                ParticipationRole.PARTICIPANT,
                attended,
                Presence.REMOTE if is_online else Presence.ON_SITE,
                is_outsider=bool(event.country) and person.country != event.country,
                notes=self._presence_note,
            )


def listed_when(listed: Mapping[str, Any]) -> When:
    """The date of a listed event, known as well as the listing knows it."""
    start, end = listed["start"], listed["end"]
    if "start_time" in listed:
        start, end = f"{start}T{listed['start_time']}", f"{end}T{listed['end_time']}"
    return When.parse(listed["date_precision"], start, end, listed.get("time_zone", ""))
