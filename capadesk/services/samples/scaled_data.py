"""Scaled data for measurements: any number of events, people and participations, shaped as the sample is."""

from __future__ import annotations

import json
import math
import random
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from capadesk.domain.codes import EventMode, EventStatus, ParticipationRole, ParticipationStatus, Presence
from capadesk.domain.errors import UserError
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Affiliation,
    Event,
    Organisation,
    Participation,
    Person,
    Series,
    Tagging,
)
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import Precision, When
from capadesk.services.samples.sample_calendar import SampleCalendar
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.samples.scaled_facts import EventFacts, OrganisationFacts, ordered_id
from capadesk.services.samples.scaled_results import ScaledResults
from capadesk.services.samples.scaled_words import Chance, ScaledWords, address_part, pick
from capadesk.services.shipped_records import mission_cities, shipped_tags

RecordStream = tuple[type[Record], Iterator[Record]]

_NOTE = "Generated example."
_PEOPLE_PER_ORGANISATION = 8
_EVENTS_PER_SERIES = 150
_DAYS_BACK = 1_500
_DAYS_AHEAD = 270
_STRIDES = range(1, 14)


def generate(
    events: int, people: int, attendance: int, seed: int, today: date, sources: SampleSources | None = None
) -> Iterator[RecordStream]:
    """Streams of records, type by type in dependency order; read each one to its end before the next.

    Exactly that many Event, Person and Participation records; organisations, affiliations, series, results
    and tags in proportion. Equal arguments give equal records. They refer to shipped cities and tags.
    UserError `negative_count`; `too_many_participations` if the people cannot be at the events that often.
    """
    if min(events, people, attendance) < 0:
        raise UserError("negative_count", events=events, people=people, attendance=attendance)
    if attendance > events * (people + 1):
        raise UserError(
            "too_many_participations", attendance=attendance, limit=events * (people + 1), people=people
        )
    return _ScaledData(events, people, attendance, seed, today, sources or SampleSources.shipped()).streams()


class _ScaledData:
    def __init__(
        self, events: int, people: int, attendance: int, seed: int, today: date, sources: SampleSources
    ) -> None:
        self._events, self._people, self._attendance = events, people, attendance
        self._organisations = max(1, people // _PEOPLE_PER_ORGANISATION) if people or attendance else 0
        self._series = max(1, events // _EVENTS_PER_SERIES) if events else 0
        self._seed = f"{seed}|{events}|{people}|{attendance}"
        self._calendar = SampleCalendar(today)
        self._words = ScaledWords(json.loads(sources.sample_json), mission_cities(sources.cities_csv))
        self._tag_ids = [tag.id for tag in shipped_tags(sources.code_lists_json)]
        self._series_ids: list[UUID] = []
        self._organisation_facts: list[OrganisationFacts] = []
        self._person_ids: list[UUID] = []
        self._person_organisations = array("L")
        self._event_facts: list[EventFacts] = []
        weights = self._words.country_weights
        self._country_shares = [sum(weights[:n]) / sum(weights) for n in range(len(weights) + 1)]

    def streams(self) -> Iterator[RecordStream]:
        yield Organisation, self._make_organisations()
        yield Person, self._make_people()
        yield Affiliation, self._make_affiliations()
        yield Series, self._make_series()
        yield Event, self._make_events()
        yield Participation, self._make_participations()
        results = ScaledResults(
            self._words, self._rng, self._event_facts, self._person_ids, self._calendar.today
        )
        yield from results.streams()
        yield Tagging, self._make_taggings()

    def _rng(self, name: str) -> random.Random:
        return random.Random(f"{self._seed}|{name}")

    # --- who there is ---------------------------------------------------------------------------

    def _make_organisations(self) -> Iterator[Organisation]:
        rng = self._rng("organisation")
        chance, words = rng.random, self._words
        country = 0
        for number in range(self._organisations):
            while number >= round(self._country_shares[country + 1] * self._organisations):
                country += 1
            home = words.countries[country]
            kind, place, city = (
                pick(chance, words.organisations),
                words.place(chance),
                pick(chance, home.cities),
            )
            host = f"{address_part(place)}-{number}.example"
            facts = OrganisationFacts(ordered_id(rng, number), country, city.id, host)
            self._organisation_facts.append(facts)
            yield Organisation(
                id=facts.id,
                name=kind["name"].format(place=place),
                helix=kind["helix"],
                level=kind["level"],
                flags=tuple(kind.get("flags", ())),
                legal_form=kind.get("legal_form", ""),
                country=home.code,
                city_id=city.id,
                website=f"https://{host}",
                email=f"info@{host}",
                phone=f"+{home.calling_code} 000 {number:06}",
                notes=_NOTE,
            )

    def _make_people(self) -> Iterator[Person]:
        rng = self._rng("person")
        chance, words = rng.random, self._words
        for number in range(self._people):
            near = int((number + (chance() - 0.5) * 40) * self._organisations / self._people)
            index = min(max(near, 0), self._organisations - 1)
            organisation = self._organisation_facts[index]
            home = words.countries[organisation.country]
            given, family = words.person_name(chance, home)
            person_id = ordered_id(rng, number)
            self._person_ids.append(person_id)
            self._person_organisations.append(index)
            yield Person(
                id=person_id,
                given_name=given,
                family_name=family,
                honorific="Dr" if chance() < 0.06 else "",
                email=f"{address_part(given)}.{address_part(family)}.{number}@{organisation.host}",
                phone=f"+{home.calling_code} 000 1{number:06}",
                language=home.language,
                country=home.code,
                city_id=organisation.city_id,
                lawful_basis="public_task" if chance() < 0.6 else "consent",
                data_source="Registration form",
                notes=_NOTE,
            )

    def _make_affiliations(self) -> Iterator[Affiliation]:
        chance = self._rng("affiliation").random
        for person_id, index in zip(self._person_ids, self._person_organisations, strict=True):
            organisation_id = self._organisation_facts[index].id
            role = pick(chance, self._words.positions)
            yield Affiliation(
                id=Affiliation.derive_id(person_id, organisation_id, role),
                person_id=person_id,
                organisation_id=organisation_id,
                role=role,
                start=date(2015 + int(chance() * 9), 1 + int(chance() * 12), 1),
                is_main=True,
            )

    # --- what there is --------------------------------------------------------------------------

    def _make_series(self) -> Iterator[Series]:
        rng = self._rng("series")
        for number in range(self._series):
            series_id = ordered_id(rng, number)
            self._series_ids.append(series_id)
            city = pick(rng.random, pick(rng.random, self._words.countries).cities)
            yield Series(
                id=series_id,
                name=f"{self._words.sentence(rng.random, 'series', city.name)} ({number + 1})",
                notes=_NOTE,
            )

    def _make_events(self) -> Iterator[Event]:
        rng = self._rng("event")
        chance, words = rng.random, self._words
        for number in range(self._events):
            kind = pick(chance, words.kinds)
            country = self._pick_country(chance)
            home = words.countries[country]
            city = pick(chance, home.cities)
            mode = _mode(chance, kind["kind"])
            when = self._when(chance, home.zone)
            status = self._status(chance, when)
            is_meeting = kind["kind"].endswith("meeting")
            facts = EventFacts(
                ordered_id(rng, number), country, city.name, when.first_day, status, mode, is_meeting
            )
            self._event_facts.append(facts)
            has_minutes = is_meeting and facts.was_held and chance() < 0.5
            yield Event(
                id=facts.id,
                uid=uid_for(facts.id),
                title=words.filled(chance, pick(chance, kind["titles"]), city.name),
                kind=kind["kind"],
                status=status,
                when=when,
                mode=mode,
                venue="" if mode is EventMode.ONLINE else pick(chance, words.venues),
                city_id=None if mode is EventMode.ONLINE else city.id,
                country=home.code,
                online_link="" if mode is EventMode.IN_PERSON else f"https://meet.example/{number}",
                languages=("en",) if chance() < 0.4 else (home.language,),
                project_role=pick(chance, ("organiser", "organiser", "co_organiser", "participant")),
                series_id=pick(chance, self._series_ids) if chance() < 0.15 else None,
                objectives=words.sentence(chance, "objectives", city.name) if chance() < 0.5 else "",
                minutes=words.sentence(chance, "minutes", city.name) if has_minutes else "",
                minutes_status="approved" if has_minutes else "",
                notes=_NOTE,
            )

    def _make_participations(self) -> Iterator[Participation]:
        chance = self._rng("participation").random
        weights = [0.2 + 4 * chance() ** 3 for _ in range(self._events)]
        strides = [stride for stride in _STRIDES if math.gcd(stride, self._people) == 1] or [1]
        counts = allotted(self._attendance, weights, self._people + 1)
        for facts, count in zip(self._event_facts, counts, strict=True):
            if not count:
                continue
            was_held = facts.was_held
            organisation = self._organisation_facts[self._index_near(chance, facts, self._organisations)]
            role: str = ParticipationRole.ORGANISER
            yield Participation(
                id=Participation.derive_id(facts.id, None, organisation.id, role),
                event_id=facts.id,
                organisation_id=organisation.id,
                role=role,
                status=ParticipationStatus.ATTENDED if was_held else ParticipationStatus.REGISTERED,
            )
            if count == 1:
                continue
            first, stride = self._index_near(chance, facts, self._people), pick(chance, strides)
            for place in range(count - 1):
                person = (first + place * stride) % self._people
                organisation = self._organisation_facts[self._person_organisations[person]]
                person_id = self._person_ids[person]
                role = _role(chance, facts, place)
                status, presence = _attendance(chance(), facts.mode, was_held)
                yield Participation(
                    id=Participation.derive_id(facts.id, person_id, None, role),
                    event_id=facts.id,
                    person_id=person_id,
                    organisation_id=organisation.id,
                    role=role,
                    status=status,
                    presence=presence,
                    is_outsider=organisation.country != facts.country,
                )

    def _make_taggings(self) -> Iterator[Tagging]:
        chance = self._rng("tagging").random
        for facts in self._event_facts:
            if chance() < 0.6:
                tag_id = pick(chance, self._tag_ids)
                yield Tagging(id=Tagging.derive_id(tag_id, facts.id), tag_id=tag_id, event_id=facts.id)

    # --- chances --------------------------------------------------------------------------------

    def _pick_country(self, chance: Chance) -> int:
        share = chance()
        return next(n for n, upto in enumerate(self._country_shares[1:]) if share < upto)

    def _index_near(self, chance: Chance, facts: EventFacts, total: int) -> int:
        """An index in the part of a list, sorted by country, that belongs to the event's country."""
        low, high = self._country_shares[facts.country : facts.country + 2]
        return min(int((low + chance() * (high - low)) * total), total - 1)

    def _when(self, chance: Chance, zone: str) -> When:
        """One in twelve is known by its month or year only, or not at all."""
        kind = chance()
        if kind < 0.015:
            return When.unknown()
        ahead = int(chance() * (_DAYS_BACK + _DAYS_AHEAD)) - _DAYS_BACK
        day = self._calendar.today + timedelta(days=ahead)
        if kind < 0.03:
            return When.years(day.year)
        if kind < 0.08:
            return When.months(day.year, day.month)
        day -= timedelta(days=max(0, day.weekday() - 4))
        if kind < 0.3:
            return When.days(day, day + timedelta(days=int(chance() * 3)))
        start = datetime.combine(day, time(8 + int(chance() * 10), 30 * int(chance() * 2)))
        # Built directly: by day no zone of these countries has a gap that `When.timed` would have to check.
        return When(Precision.DATETIME, start, start + timedelta(minutes=30 + 30 * int(chance() * 10)), zone)

    def _status(self, chance: Chance, when: When) -> EventStatus:
        usual = self._calendar.status(when)
        unusual = chance()
        if unusual < 0.05:
            return EventStatus.CANCELLED
        return EventStatus.POSTPONED if unusual < 0.07 else usual


def allotted(total: int, weights: Sequence[float], most: int) -> array[int]:
    """Whole numbers in proportion to the weights, none above `most`, whose sum is `total` exactly."""
    shares = array("L")
    wanted = math.fsum(weights)
    weight, given = 0.0, 0
    for each in weights:
        weight += each
        share = min(most, max(0, int(total * weight / wanted) - given))
        shares.append(share)
        given += share
    for index, share in enumerate(shares):
        if given == total:
            break
        more = min(most - share, total - given)
        shares[index] += more
        given += more
    return shares


def _mode(chance: Chance, kind: str) -> EventMode:
    if kind == "webinar":
        return EventMode.ONLINE
    share = chance()
    return EventMode.ONLINE if share < 0.2 else EventMode.HYBRID if share < 0.35 else EventMode.IN_PERSON


def _role(chance: Chance, facts: EventFacts, place: int) -> ParticipationRole:
    if facts.is_meeting and place < 2:
        return (ParticipationRole.CHAIR, ParticipationRole.MINUTE_TAKER)[place]
    share = chance()
    if share < 0.92:
        return ParticipationRole.PARTICIPANT
    return ParticipationRole.SPEAKER if share < 0.98 else ParticipationRole.MODERATOR


def _attendance(share: float, mode: EventMode, was_held: bool) -> tuple[ParticipationStatus, str]:
    if not was_held:
        if share < 0.55:
            return ParticipationStatus.INVITED, ""
        return (ParticipationStatus.REGISTERED if share < 0.95 else ParticipationStatus.EXCUSED), ""
    if share > 0.84:
        return (ParticipationStatus.EXCUSED if share < 0.93 else ParticipationStatus.ABSENT), ""
    is_remote = mode is EventMode.ONLINE or (mode is EventMode.HYBRID and share < 0.3)
    return ParticipationStatus.ATTENDED, Presence.REMOTE if is_remote else Presence.ON_SITE
