"""What stands in the way of an event: the same people or the same venue elsewhere, or a public holiday."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import EventStatus
from capadesk.domain.errors import RecordNotFound
from capadesk.domain.folding import word_key
from capadesk.domain.records import AcceptedClash, City
from capadesk.domain.when import When
from capadesk.services.calendars.date_clash import (
    ClashKind,
    DateClash,
    OccurrenceKey,
    Plan,
    acceptances,
    each_once,
)
from capadesk.services.calendars.occurrence_service import (
    Occurrence,
    OccurrenceService,
    dates_text,
    next_dates,
    seen_from,
)
from capadesk.services.own_platform import platform_of, zone_of
from capadesk.services.ports import Clock, DatedEvent, HolidayBook, ListKind, ListQuery, Localisation, Store
from capadesk.services.words import N_

_DATES_AT_MOST = 12
"""So many dates of a recurring event are looked at, from today on."""
_LOOKED_AT = 4_000
"""So many events of a calendar are looked at."""
_LOOKED_AT_AHEAD = 1_000
"""So many events of the next weeks are looked at."""
_READ_AT_ONCE = timedelta(days=7)
_HOLIDAYS_WITHIN = timedelta(days=31)
_AT_ONCE = 500
_OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
_A_DAY = timedelta(days=1)
_A_MINUTE = timedelta(minutes=1)


class _Stretch(NamedTuple):
    begins: datetime
    ends: datetime
    event: Occurrence


class ClashService:
    """Looks from today on, for what is over is over; safe to call from any thread."""

    def __init__(self, store: Store, holidays: HolidayBook, localisation: Localisation, clock: Clock) -> None:
        self._store = store
        self._occurrences = OccurrenceService(store)
        self._holidays = holidays
        self._localisation = localisation
        self._clock = clock

    def of(self, plan: Plan) -> list[DateClash]:
        """What is in the way of an event that is being planned, by day; what is fine comes last."""
        if plan.is_off or not plan.when.is_exact:
            return []
        platform = platform_of(self._store)
        zone = platform.time_zone if platform is not None else ""
        country = plan.country or (platform.country if platform is not None else "")
        city = self._city(plan.city_id)
        dates = [_planned(plan, when, zone, city, country) for when in self._dates(plan)]
        if not dates:
            return []
        found = [*self._people_of(plan, dates, zone), *self._venue_of(plan, dates, zone)]
        for each in dates:
            found += self._holidays_of(each.event, country)
        found = [clash for clash in found if clash.names]  # nobody is named whom only a deleted record knows
        return sorted(self._marked(found), key=lambda clash: (clash.is_fine, clash.day, clash.kind))

    def among(self, events: Sequence[Occurrence]) -> Mapping[OccurrenceKey, tuple[DateClash, ...]]:
        """What is in the way of events of a calendar, among them; the first some thousand from today on."""
        today = self._clock.today()
        coming = [
            each
            for each in events
            if each.last_day >= today and not each.is_partial and each.status not in _OFF
        ][:_LOOKED_AT]
        platform = platform_of(self._store)
        own_country = platform.country if platform is not None else ""
        found = list(self._holidays_among(coming, own_country))
        found += (_at_venue(one, other) for one, other in _meetings(_by_venue(coming)))
        shared = self._shared_people(coming)
        names = self._names({person for people in shared.values() for person in people})
        found += (_of_people(one, other, people, names) for (one, other), people in shared.items())
        by_event: dict[OccurrenceKey, list[DateClash]] = {}
        for clash in self._marked([clash for clash in found if clash.names]):
            by_event.setdefault(_key(clash.own), []).append(clash)
        return {key: tuple(clashes) for key, clashes in by_event.items()}

    def ahead(
        self, query: ListQuery, last_day: date, zone: str, at_most: int = _LOOKED_AT
    ) -> Mapping[OccurrenceKey, tuple[DateClash, ...]]:
        """What is in the way of the events from today to a day, among them; of the first `at_most`.

        `query` is of the kind CALENDAR; its words and values narrow. `zone` is that of the calendar.
        """
        today = first = self._clock.today()
        events: list[Occurrence] = []
        while first <= last_day and len(events) < at_most:
            last = min(first + _READ_AT_ONCE, last_day)
            found = self._occurrences.between(query, first, last, zone).found
            events += (each for each in found if first == today or each.first_day >= first)
            first = last + _A_DAY
        return self.among(events[:at_most])

    def coming(self, last_day: date, at_most: int) -> list[DateClash]:
        """What is in the way from today to a day and is not said to be fine, each once, by day.

        Where very much is planned, the first thousand events are looked at: the card names a few of them.
        """
        zone = zone_of(self._store)
        found = self.ahead(ListQuery(ListKind.CALENDAR), last_day, zone, _LOOKED_AT_AHEAD).values()
        return each_once(clash for clashes in found for clash in clashes if not clash.is_fine)[:at_most]

    def holidays(self, countries: Iterable[str], first_day: date, last_day: date) -> dict[date, list[str]]:
        """The names of the public holidays of some countries by day; of several, each with its country."""
        wanted = tuple(dict.fromkeys(country for country in countries if country))
        found: dict[date, list[str]] = {}
        language = self._localisation.language
        for country in wanted:
            for holiday in self._holidays.between(country, first_day, last_day, language=language):
                name = holiday.name
                if len(wanted) > 1:
                    name = f"{name} ({self._localisation.country_name(country)})"
                found.setdefault(holiday.day, []).append(name)
        return found

    # --- one event --------------------------------------------------------------------------------

    def _city(self, city_id: UUID | None) -> str:
        if city_id is None:
            return ""
        try:
            return self._store.get(City, city_id).name
        except RecordNotFound:
            return ""

    def _dates(self, plan: Plan) -> list[When]:
        """The dates that are not over."""
        today = self._clock.today()
        if not plan.recurrence:
            last = plan.when.last_day
            return [plan.when] if last is not None and last >= today else []
        event = DatedEvent(
            plan.event_id, "", "", "", plan.when, "", "", "", None, plan.recurrence, plan.exceptions
        )
        return next_dates(event, max(today, plan.when.first_day or today), _DATES_AT_MOST, years=2)

    def _people_of(self, plan: Plan, dates: list[_Stretch], zone: str) -> Iterator[DateClash]:
        if not plan.people:
            return
        first, last = dates[0].begins.date(), max(each.ends for each in dates).date()
        read = self._store.occurrences.dates_of_people(plan.people, first - _A_DAY, last + _A_DAY)
        events = {event.event_id: event for _person, event in read if event.event_id != plan.event_id}
        who: dict[UUID, list[UUID]] = {}
        for person, event in read:
            who.setdefault(event.event_id, []).append(person)
        names = self._names(plan.people)
        for one, other in _crossing(dates, self._placed(events.values(), first, last, zone)):
            yield _of_people(one, other, who[other.event_id], names)

    def _venue_of(self, plan: Plan, dates: list[_Stretch], zone: str) -> Iterator[DateClash]:
        if not _key_of(plan.venue):
            return
        city = _key_of(dates[0].event.city)
        spans = [(each.begins.date() - _A_DAY, each.ends.date() + _A_DAY) for each in dates]
        first, last = dates[0].begins.date(), max(each.ends for each in dates).date()
        same = [
            event
            for event in self._store.occurrences.at_venue(plan.venue, spans)
            if event.event_id != plan.event_id and _key_of(event.city) == city
        ]
        for one, other in _crossing(dates, self._placed(same, first, last, zone)):
            yield _at_venue(one, other)

    def _placed(self, events: Iterable[DatedEvent], first: date, last: date, zone: str) -> Iterator[_Stretch]:
        exact = [event for event in events if event.when.is_exact]
        for each in self._occurrences.of_events(exact, first, last, zone):
            yield _stretch(each)

    def _holidays_of(self, event: Occurrence, country: str) -> Iterator[DateClash]:
        if not country:
            return
        language = self._localisation.language
        last = _last_asked(event)
        for holiday in self._holidays.between(
            country, event.first_day, last, city=event.city, language=language
        ):
            yield DateClash(ClashKind.HOLIDAY, holiday.day, (holiday.name, country), event)

    # --- many events ------------------------------------------------------------------------------

    def _holidays_among(self, events: Sequence[Occurrence], own_country: str) -> Iterator[DateClash]:
        """The holidays that the events touch, the book asked once for each place."""
        places: dict[tuple[str, str], list[Occurrence]] = {}
        for each in events:
            if country := each.country or own_country:
                places.setdefault((country, each.city), []).append(each)
        language = self._localisation.language
        for (country, city), there in places.items():
            first, last = min(each.first_day for each in there), max(_last_asked(each) for each in there)
            book = self._holidays.between(country, first, last, city=city, language=language)
            names = {holiday.day: holiday.name for holiday in book}
            for each in there if names else ():
                for day in sorted(names):
                    if each.first_day <= day <= _last_asked(each):
                        yield DateClash(ClashKind.HOLIDAY, day, (names[day], country), each)

    def _shared_people(
        self, events: Sequence[Occurrence]
    ) -> Mapping[tuple[Occurrence, Occurrence], list[UUID]]:
        """Which people are at two of the events at the same time, each pair both ways round."""
        dates: dict[UUID, list[_Stretch]] = {}
        for stretch in _that_meet(events):
            dates.setdefault(stretch.event.event_id, []).append(stretch)
        shared: dict[tuple[Occurrence, Occurrence], list[UUID]] = {}
        for person, places in self._store.occurrences.shared_people(dates).items():
            stretches = [stretch for event_id in dict.fromkeys(places) for stretch in dates[event_id]]
            for pair in _meetings([stretches]):
                shared.setdefault(pair, []).append(person)
        return shared

    def _names(self, people: Collection[UUID]) -> Mapping[UUID, str]:
        choices = self._store.lists.choices_by_id("person", list(people))
        return {choice.id: choice.name for choice in choices}

    # --- what is fine -----------------------------------------------------------------------------

    def accept(self, clash: DateClash) -> ChangeSet:
        """Remember that a clash is fine: on every desk, until one of its events moves."""
        return self._say(
            clash,
            is_fine=True,
            of_two=N_("“{name}” and “{other}” may take place at the same time"),
            of_one=N_("“{name}” may take place on a public holiday"),
        )

    def take_back(self, clash: DateClash) -> ChangeSet:
        """Forget that a clash is fine."""
        return self._say(
            clash,
            is_fine=False,
            of_two=N_("“{name}” and “{other}” are in each other's way again"),
            of_one=N_("A public holiday is in the way of “{name}” again"),
        )

    def _say(self, clash: DateClash, *, is_fine: bool, of_two: str, of_one: str) -> ChangeSet:
        with self._store.unit_of_work() as work:
            for record in acceptances(clash):
                work.save(replace(record, is_fine=is_fine))
            if clash.event is None:
                return work.commit(of_one, name=clash.own.title)
            return work.commit(of_two, name=clash.own.title, other=clash.event.title)

    def _marked(self, clashes: Sequence[DateClash]) -> list[DateClash]:
        """The clashes, each said to be fine or not; one of several people becomes two if some are."""
        records = [acceptances(clash) for clash in clashes]
        fine = self._fine({record.id for said in records for record in said})
        if not fine:
            return list(clashes)
        found = []
        for clash, said in zip(clashes, records, strict=True):
            are_fine = [record.id in fine for record in said]
            if not any(are_fine) or all(are_fine):
                found.append(clash._replace(is_fine=any(are_fine)))
                continue
            for is_fine in (False, True):
                some = [place for place, each in enumerate(are_fine) if each is is_fine]
                names = tuple(clash.names[place] for place in some)
                people = tuple(clash.people[place] for place in some)
                found.append(clash._replace(names=names, people=people, is_fine=is_fine))
        return found

    def _fine(self, ids: Collection[UUID]) -> set[UUID]:
        asked = list(ids)
        return {
            record.id
            for start in range(0, len(asked), _AT_ONCE)
            for record in self._store.select(AcceptedClash, id=asked[start : start + _AT_ONCE], is_fine=True)
        }


def _key(event: Occurrence) -> OccurrenceKey:
    return event.event_id, event.original_start


def _last_asked(event: Occurrence) -> date:
    """The last day on which a holiday would be in the way: what takes months goes on over some."""
    return min(event.last_day, event.first_day + _HOLIDAYS_WITHIN)


def _planned(plan: Plan, when: When, zone: str, city: str, country: str) -> _Stretch:
    starts, ends = seen_from(when, zone)
    first, last = when.first_day, when.last_day
    assert first is not None
    assert last is not None
    if starts is not None and ends is not None:
        first, last = starts.date(), ends.date()
    series = dates_text(plan.when, plan.recurrence) if plan.recurrence else ""
    event = Occurrence(
        *(plan.event_id, plan.title, "", "", when, city, country, plan.venue, first, last, starts, ends),
        series=series,
    )
    return _stretch(event)


def _stretch(event: Occurrence) -> _Stretch:
    if event.starts is not None and event.ends is not None:
        return _Stretch(event.starts, max(event.ends, event.starts + _A_MINUTE), event)
    begins = datetime.combine(event.first_day, time.min)
    return _Stretch(begins, datetime.combine(event.last_day, time.max), event)


_key_of = lru_cache(4096)(word_key)
"""Venues and cities are few, and come again and again."""


def _at_venue(one: Occurrence, other: Occurrence) -> DateClash:
    return DateClash(ClashKind.VENUE, max(one.first_day, other.first_day), (one.venue,), one, other)


def _of_people(
    one: Occurrence, other: Occurrence, people: Iterable[UUID], names: Mapping[UUID, str]
) -> DateClash:
    known = tuple(person for person in sorted(set(people)) if person in names)
    day = max(one.first_day, other.first_day)
    return DateClash(ClashKind.PERSON, day, tuple(names[each] for each in known), one, other, known)


def _by_venue(events: Iterable[Occurrence]) -> Iterable[list[_Stretch]]:
    venues: dict[tuple[str, str], list[_Stretch]] = {}
    for each in events:
        if venue := _key_of(each.venue):
            venues.setdefault((venue, _key_of(each.city)), []).append(_stretch(each))
    return venues.values()


def _meetings(groups: Iterable[list[_Stretch]]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """The pairs within each group that take place at the same time, each both ways round."""
    for group in groups:
        open_ones: list[_Stretch] = []
        for each in sorted(group, key=lambda stretch: (stretch.begins, stretch.ends)):
            open_ones = [other for other in open_ones if other.ends > each.begins]
            for other in open_ones:
                if other.event.event_id != each.event.event_id:
                    yield each.event, other.event
                    yield other.event, each.event
            open_ones.append(each)


def _that_meet(events: Iterable[Occurrence]) -> list[_Stretch]:
    """Those that take place while any other does: only they can share anybody."""
    found: dict[int, _Stretch] = {}
    latest: tuple[int, _Stretch] | None = None
    ordered = sorted((_stretch(each) for each in events), key=lambda stretch: (stretch.begins, stretch.ends))
    for number, each in enumerate(ordered):
        if latest is not None and latest[1].ends > each.begins:
            found[latest[0]], found[number] = latest[1], each
        if latest is None or each.ends > latest[1].ends:
            latest = number, each
    return list(found.values())


def _crossing(
    dates: Sequence[_Stretch], others: Iterable[_Stretch]
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Which of the others take place at one of the dates."""
    for other in others:
        for date_ in dates:
            if date_.begins < other.ends and other.begins < date_.ends:
                yield date_.event, other.event
                break
