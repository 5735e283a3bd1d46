"""What happens on some days: single events, and the dates of series with what was changed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.errors import UserError
from capadesk.domain.series_rule import SeriesRule, dates_between, series_rule, starts_like
from capadesk.domain.when import Precision, When, load_zone, to_utc
from capadesk.services.ports import DatedEvent, ListQuery, Store

OCCURRENCES_AT_MOST = 20_000
"""So many are given for one question."""
_SECONDS_AT_MOST = 4.0
_A_DAY = timedelta(days=1)
_LONG = timedelta(days=62)
"""The dates of a series that last longer are found by their first days only."""


class Occurrence(NamedTuple):
    """An event on its days, in the zone of who looks.

    `first_day`, `last_day` and, where times are known, `starts` and `ends` (naive) are in that zone; `when`
    is as it was agreed on. `original_start` (ISO 8601) says which date of a series it is, "" for an event of
    its own; `is_changed`: one that was a date of a series. `series` are the dates of all of a series as text
    (`dates_text`), "" for an event of its own.
    """

    event_id: UUID
    title: str
    kind: str
    status: str
    when: When
    city: str
    country: str
    venue: str
    first_day: date
    last_day: date
    starts: datetime | None = None
    ends: datetime | None = None
    original_start: str = ""
    is_changed: bool = False
    series: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether only its month or year is known."""
        return not self.when.is_exact

    @property
    def is_band(self) -> bool:
        """Whether it fills whole days, or reaches over several."""
        return self.starts is None or self.first_day != self.last_day


class Occurrences(NamedTuple):
    """What was found, by days; `is_cut`: there is more than was looked for."""

    found: list[Occurrence]
    is_cut: bool = False


class OccurrenceService:
    """Reads calendars; safe to call from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def between(
        self,
        query: ListQuery,
        first_day: date,
        last_day: date,
        zone: str,
        at_most: int = OCCURRENCES_AT_MOST,
    ) -> Occurrences:
        """What touches the days from `first_day` to `last_day` of an IANA zone ("": as each was agreed on).

        `query` is of the kind CALENDAR; its words and values narrow, its period does not. What is on whole
        days comes before what has a time. More than `at_most`, or than a few seconds give, is cut.
        """
        source = self._store.occurrences
        # A day at both sides: on the other side of the world it is another day.
        first, last = _moved(first_day, -_A_DAY), _moved(last_day, _A_DAY)
        singles = source.single(query, first, last, at_most + 1)
        is_cut = len(singles) > at_most
        found = [_placed(event, event.when, zone) for event in singles[:at_most]]
        series = source.recurring(query, _moved(first, -_LONG), last)
        dates, was_cut = self._dates_of(series, first, last, at_most, zone)
        found += dates
        touching = [each for each in found if each.first_day <= last_day and each.last_day >= first_day]
        touching.sort(key=_order)
        return Occurrences(touching[:at_most], is_cut or was_cut or len(touching) > at_most)

    def of_events(
        self, events: list[DatedEvent], first_day: date, last_day: date, zone: str
    ) -> list[Occurrence]:
        """The same of some events alone: each as it is, or on its dates."""
        first, last = _moved(first_day, -_A_DAY), _moved(last_day, _A_DAY)
        found, _was_cut = self._dates_of(events, first, last, OCCURRENCES_AT_MOST, zone)
        return [each for each in found if each.first_day <= last_day and each.last_day >= first_day]

    def _dates_of(
        self, events: list[DatedEvent], first: date, last: date, at_most: int, zone: str
    ) -> tuple[list[Occurrence], bool]:
        ends_by = monotonic() + _SECONDS_AT_MOST
        is_cut = False
        found: list[tuple[DatedEvent, datetime, str]] = []
        plain: list[DatedEvent] = []
        for event in events:
            rule = _rule_of(event)
            if rule is None:
                plain.append(event)
                continue
            dates = dates_between(rule, *_span(event, first, last))
            text = dates_text(event.when, event.recurrence)
            found += ((event, start, text) for start in dates.starts)
            is_cut = is_cut or dates.is_cut
            if len(found) > at_most or monotonic() > ends_by:
                is_cut = True
                break
        changed = self._store.occurrences.changed_starts({event.event_id for event, _start, _text in found})
        gone = {
            event.event_id: set(_starts((*event.exceptions, *changed.get(event.event_id, ())), event))
            for event in {event.event_id: event for event, _start, _text in found}.values()
            if event.exceptions or event.event_id in changed
        }
        occurrences = [_placed(event, event.when, zone) for event in plain if event.when.is_known]
        occurrences += [
            _placed(event, _on(event.when, start), zone, start, text)
            for event, start, text in found
            if start not in gone.get(event.event_id, ())
        ]
        return occurrences, is_cut


def dates_text(when: When, recurrence: str = "") -> str:
    """When an event takes place as text: another one once it has moved, or recurs otherwise."""
    return f"{when.precision.value} {when.start_text} {when.end_text} {when.zone} {recurrence}".rstrip()


def next_dates(event: DatedEvent, after: date, count: int, years: int = 12) -> list[When]:
    """The next dates of a series from a day on, without its exceptions: `count` at most, for some years."""
    rule = _rule_of(event)
    if rule is None:
        return []
    gone = set(_starts(event.exceptions, event))
    found: list[When] = []
    begins, step = after, timedelta(days=62)
    ends = _moved(after, timedelta(days=366 * years))
    while begins <= ends and len(found) < count:
        until = _moved(begins, step)
        dates = dates_between(
            rule, datetime.combine(begins, time.min), datetime.combine(min(until, ends), time.max)
        )
        found += (_on(event.when, start) for start in dates.starts if start not in gone)
        if until == date.max:
            break
        begins, step = until + _A_DAY, step * 2
    return found[:count]


def _rule_of(event: DatedEvent) -> SeriesRule | None:
    if not event.when.is_exact or event.when.start is None:
        return None
    return series_rule(event.recurrence, event.when.start, event.when.zone)


def _span(event: DatedEvent, first: date, last: date) -> tuple[datetime, datetime]:
    """From when to when a date may start that touches the days."""
    assert event.when.start is not None and event.when.end is not None
    length = min(event.when.end - event.when.start, _LONG)
    begins = datetime.combine(_moved(first, -length), time.min)
    return begins - _A_DAY if begins.year > 1 else begins, datetime.combine(last, time.max)


def _starts(texts: Iterable[str], event: DatedEvent) -> Iterator[datetime]:
    for start in starts_like(texts, event.when.start, event.when.zone):
        yield start if isinstance(start, datetime) else datetime.combine(start, time.min)


def _on(when: When, start: datetime) -> When:
    """The same length from another start on."""
    assert when.start is not None and when.end is not None
    if isinstance(when.start, datetime):
        assert isinstance(when.end, datetime)
        return When(when.precision, start, start + (when.end - when.start), when.zone)
    day = start.date()
    return When(when.precision, day, day + (when.end - when.start))


def _placed(
    event: DatedEvent, when: When, zone: str, original: datetime | None = None, series: str = ""
) -> Occurrence:
    starts, ends = seen_from(when, zone)
    first, last = when.first_day, when.last_day
    if starts is not None and ends is not None:
        first = starts.date()
        ends_at_midnight = ends > starts and ends.time() == time.min
        last = ends.date() - _A_DAY if ends_at_midnight else ends.date()
    assert first is not None and last is not None
    text = ""
    if original is not None:
        is_timed = when.precision is Precision.DATETIME
        text = original.isoformat(timespec="minutes") if is_timed else original.date().isoformat()
    return Occurrence(
        event.event_id,
        event.title,
        event.kind,
        event.status,
        when,
        event.city,
        event.country,
        event.venue,
        first,
        max(first, last),
        starts,
        ends,
        text,
        event.series_event_id is not None,
        series,
    )


def seen_from(when: When, zone: str) -> tuple[datetime | None, datetime | None]:
    """Start and end on the clocks of a zone, naive; None for what is on whole days."""
    if not isinstance(when.start, datetime) or not isinstance(when.end, datetime):
        return None, None
    if zone in ("", when.zone):
        return when.start, when.end
    try:
        there = load_zone(zone)
        load_zone(when.zone)
        starts, ends = (
            to_utc(each, when.zone).replace(tzinfo=UTC).astimezone(there).replace(tzinfo=None)
            for each in (when.start, when.end)
        )
    except (UserError, OverflowError):
        return when.start, when.end
    return starts, max(starts, ends)


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta(0) else date.min


def _order(each: Occurrence) -> tuple[date, bool, datetime, str, str]:
    starts = each.starts or datetime.combine(each.first_day, time.min)
    return each.first_day, each.starts is not None, starts, each.title, str(each.event_id)
