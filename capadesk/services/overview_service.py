"""What somebody should look at today: what is next, overdue, past but not held, not reported, incomplete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from capadesk.domain.codes import EventMode, EventStatus, KindFamily
from capadesk.services.own_platform import zone_of
from capadesk.services.ports import Statuses

if TYPE_CHECKING:
    from capadesk.services.ports import (
        ActionRow,
        Clock,
        CodeBook,
        OverviewEvent,
        OverviewFigures,
        Store,
    )

NEXT = 7
"""So many coming events are shown."""
SHOWN = 5
"""So many overdue actions and past events: the whole of them is a list of its own."""
LISTED = 24
"""So many incomplete and unreported events are there at most."""
_LOOKED_AT = (72, 160)
"""So many are read to find those; the second number only where the first gave fewer than `_ENOUGH`."""
_ENOUGH = SHOWN
_PLACE_WITHIN = timedelta(days=60)
_PEOPLE_WITHIN = timedelta(days=30)
_REPORTED_WITHIN = timedelta(days=365)

# What no longer comes, or will not for now; other statuses, those of users too, are still ahead.
_OVER = frozenset({EventStatus.HELD, EventStatus.REPORTED, EventStatus.CANCELLED})
_AHEAD = Statuses(_OVER | {EventStatus.POSTPONED}, are_left_out=True)
_MEANT = Statuses(_OVER | {EventStatus.POSTPONED, EventStatus.IDEA}, are_left_out=True)
_HELD = Statuses(frozenset({EventStatus.HELD}))
_POSTPONED = Statuses(frozenset({EventStatus.POSTPONED}))


class Gap(StrEnum):
    """What an event lacks."""

    DATE = "date"
    NEW_DATE = "new_date"
    VENUE = "venue"
    LINK = "link"
    PARTICIPANTS = "participants"
    ATTENDANCE = "attendance"
    MINUTES = "minutes"


class GappedEvent(NamedTuple):
    """An event and what it lacks."""

    event: OverviewEvent
    gaps: tuple[Gap, ...]


class OverviewContent(NamedTuple):
    """The overview of one day, without words.

    `past`: not cancelled, but not held either; `past_events` and `past_meetings` count all of them.
    `unreported`: held, but nobody or nothing was written down. `incomplete`: coming, and something lacks.
    """

    today: date
    own_zone: str
    is_empty: bool
    coming: tuple[OverviewEvent, ...]
    overdue: tuple[ActionRow, ...]
    past: tuple[OverviewEvent, ...]
    past_events: int
    past_meetings: int
    unreported: tuple[GappedEvent, ...]
    incomplete: tuple[GappedEvent, ...]
    figures: OverviewFigures
    events_this_year: int
    meetings_this_year: int


class OverviewService:
    """Reads the overview."""

    def __init__(self, store: Store, code_book: CodeBook, clock: Clock) -> None:
        self._store = store
        self._code_book = code_book
        self._clock = clock

    def question(self) -> Callable[[], OverviewContent]:
        """Gives the overview as it is when called, in whatever thread."""
        meetings = frozenset(self._code_book.kinds_of_family(KindFamily.MEETING))
        return partial(self._read, self._clock.today(), meetings)

    def _read(self, today: date, meetings: frozenset[str]) -> OverviewContent:
        reader = self._store.overview
        year_ago = today - _REPORTED_WITHIN
        ahead, incomplete = _looked_through(
            lambda limit: _in_order(
                [*reader.coming(today, _AHEAD, limit), *reader.running(today, _AHEAD, limit // 3)], today
            ),
            lambda each: gaps_before(each, today),
        )
        for undated in (
            partial(reader.undated, _MEANT),
            partial(reader.undated, _POSTPONED),
            partial(reader.past, year_ago, today, _POSTPONED),
        ):
            if wanted := LISTED - len(incomplete):
                incomplete += _gapped(undated(wanted), lambda each: gaps_before(each, today))[:wanted]
        _held, unreported = _looked_through(partial(reader.past, year_ago, today, _HELD), gaps_after)
        past_by_kind = reader.past_by_kind(today, _MEANT)
        figures = reader.figures(date(today.year, 1, 1), date(today.year, 12, 31), today)
        return OverviewContent(
            today=today,
            own_zone=zone_of(self._store),
            is_empty=reader.is_empty(),
            coming=tuple(ahead[:NEXT]),
            overdue=tuple(reader.overdue(today, SHOWN)),
            past=tuple(reader.past(None, today, _MEANT, SHOWN)),
            past_events=_count(past_by_kind, meetings, are_in=False),
            past_meetings=_count(past_by_kind, meetings, are_in=True),
            unreported=tuple(unreported),
            incomplete=tuple(incomplete),
            figures=figures,
            events_this_year=_count(figures.events_by_kind, meetings, are_in=False),
            meetings_this_year=_count(figures.events_by_kind, meetings, are_in=True),
        )


def gaps_before(event: OverviewEvent, today: date) -> tuple[Gap, ...]:
    """What a coming event lacks, as far as it is time for it: a place 60 days before, people 30 days before.

    An idea may lack everything; what was postponed lacks a new date.
    """
    first_day = event.when.first_day
    if event.status == EventStatus.IDEA:
        return ()
    if event.status == EventStatus.POSTPONED:
        return (Gap.NEW_DATE,)
    if first_day is None:
        return (Gap.DATE,)
    gaps = []
    if first_day <= today + _PLACE_WITHIN:
        if not event.has_venue and event.mode != EventMode.ONLINE and not (event.has_link and not event.mode):
            gaps.append(Gap.VENUE)
        if not event.has_link and event.mode in (EventMode.ONLINE, EventMode.HYBRID):
            gaps.append(Gap.LINK)
    if first_day <= today + _PEOPLE_WITHIN and not event.has_people:
        gaps.append(Gap.PARTICIPANTS)
    return tuple(gaps)


def gaps_after(event: OverviewEvent) -> tuple[Gap, ...]:
    """What is not written down yet about an event that was held."""
    gaps = []
    if not event.has_attendance:
        gaps.append(Gap.ATTENDANCE)
    if not event.has_minutes:
        gaps.append(Gap.MINUTES)
    return tuple(gaps)


def _in_order(events: Iterable[OverviewEvent], today: date) -> list[OverviewEvent]:
    """What runs today first, then by the beginning; what has only a month or a year by its end."""

    def place(event: OverviewEvent) -> tuple[object, ...]:
        when = event.when
        assert when.first_day is not None
        assert when.last_day is not None
        if when.first_day < today:
            return (today, 0) if when.is_exact else (when.last_day, 2)
        return when.first_day, 1

    return sorted(events, key=lambda each: (*place(each), each.when.sort_key(), each.title))


def _looked_through(
    read: Callable[[int], Sequence[OverviewEvent]], gaps_of: Callable[[OverviewEvent], tuple[Gap, ...]]
) -> tuple[Sequence[OverviewEvent], list[GappedEvent]]:
    """What was read, and what of it lacks something."""
    few, many = _LOOKED_AT
    events = read(few)
    found = _gapped(events, gaps_of)
    if len(found) < _ENOUGH and len(events) >= few:
        events = read(many)
        found = _gapped(events, gaps_of)
    return events, found[:LISTED]


def _gapped(
    events: Iterable[OverviewEvent], gaps_of: Callable[[OverviewEvent], tuple[Gap, ...]]
) -> list[GappedEvent]:
    return [GappedEvent(event, gaps) for event in events if (gaps := gaps_of(event))]


def _count(by_kind: Mapping[str, int], meetings: frozenset[str], *, are_in: bool) -> int:
    return sum(count for kind, count in by_kind.items() if (kind in meetings) is are_in)
