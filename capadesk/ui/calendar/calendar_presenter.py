"""Decides what the calendar shows, and how it words and colours it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from functools import partial

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import CodeList, EventStatus
from capadesk.domain.errors import UserError
from capadesk.domain.when import When, load_zone
from capadesk.services.calendars.date_clash import DateClash, OccurrenceKey
from capadesk.services.calendars.holiday_choice import countries_with_holidays
from capadesk.services.calendars.moved_dates import lengthened_by, moved_by
from capadesk.services.calendars.moving_service import Scope
from capadesk.services.calendars.occurrence_service import OCCURRENCES_AT_MOST, Occurrence
from capadesk.services.calendars.timeline_service import Bar
from capadesk.services.desk import Desk
from capadesk.services.list_filter import filter_of_text
from capadesk.services.own_platform import zone_of, zone_to_assume
from capadesk.services.ports import ListKind, ListQuery, SortKey
from capadesk.services.words import _, ngettext
from capadesk.ui.calendar.calendar_content import (
    FROM_MUCH_TO_LITTLE,
    CalendarContent,
    ColourBy,
    Look,
    Scale,
    Span,
    counted,
    first_of_each_day,
    week_number,
)
from capadesk.ui.common.editing.date_clash_words import clash_texts
from capadesk.ui.common.lists.day_rows import day_heading
from capadesk.ui.common.lists.list_facets import PERIOD
from capadesk.ui.common.lists.list_presenter import ListPresenter
from capadesk.ui.common.look.code_looks import kind_chip, status_chip
from capadesk.ui.common.look.palette import Tone

_OF_A_YEAR = 100_000
_DRAWN = 24
_SPOKEN = 30
_CLASHES_SAID = 3
_KIND_TONES = (Tone.BLUE, Tone.TEAL, Tone.PURPLE, Tone.AMBER, Tone.GREEN, Tone.RED)
_CONCERNS = frozenset(
    {"event", "accepted_clash", "city", "code_item", "platform", "tag", "tagging", "series", "project"}
)


class CalendarPresenter:
    """A day, a scale, and what narrows them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.listing = ListPresenter(desk.store.lists, ListKind.CALENDAR, SortKey("when"))
        self.listing.know(desk)
        facets = self.listing.facets
        # The calendar has a period of its own: what is seen.
        facets.facets = tuple(facet for facet in facets.facets if facet.column != PERIOD)
        self.scale = Scale.MONTH
        self.colour_by = ColourBy.STATUS
        self.day = desk.clock.today()
        self.chosen: Occurrence | None = None
        """The event that keys are about; see `chosen_in`."""
        self.holidays: Mapping[date, Sequence[str]] = {}
        self.clashes: Mapping[OccurrenceKey, tuple[DateClash, ...]] = {}
        self.listed_clashes: Sequence[DateClash] = ()
        self.clash_cells: Mapping[tuple[str, int], int] = {}
        """What is known besides of what is seen; see RemarkReader."""
        self._kind_tones: dict[str, Tone] = {}

    # --- where ------------------------------------------------------------------------------------

    @property
    def span(self) -> Span:
        """The days that are seen."""
        day = self.day
        if self.scale is Scale.YEAR:
            return Span(date(day.year, 1, 1), date(day.year, 12, 31))
        if self.scale is Scale.DAY:
            return Span(day, day)
        begins = self.desk.localisation.first_weekday
        if self.scale is Scale.WEEK:
            first = _moved(day, -((day.weekday() - begins) % 7))
            return Span(first, _moved(first, 6))
        first = day.replace(day=1)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        if self.scale is Scale.AGENDA:
            return Span(first, last)
        before, after = (first.weekday() - begins) % 7, (begins - 1 - last.weekday()) % 7
        return Span(_moved(first, -before), _moved(last, after))

    @property
    def title(self) -> str:
        """The name of what is seen: "November 2026", "2026"."""
        if self.scale is Scale.YEAR:
            return str(self.day.year)
        if self.scale is Scale.DAY:
            return self.desk.localisation.date(self.day, with_weekday=True)
        if self.scale is Scale.WEEK:
            return self.desk.localisation.when(When.days(*self.span))
        return self.desk.localisation.month(self.day.year, self.day.month)

    def week_number(self, day: date) -> int:
        """The number of a day's week."""
        return week_number(day, self.desk.localisation.first_weekday)

    def day_text(self, day: date, span: Span) -> str:
        """The number of a day; where a month or the span begins, its month as well."""
        if day.day != 1 and day != span.first:
            return str(day.day)
        return f"{day.day} {self.desk.localisation.month_names(are_short=True)[day.month - 1]}"

    def step(self, steps: int) -> None:
        """Go on by days, weeks, months or years; at the same day of the month as far as it goes."""
        if self.scale in (Scale.DAY, Scale.WEEK):
            self.go_to(_moved(self.day, steps * (7 if self.scale is Scale.WEEK else 1)))
            return
        months = steps * (12 if self.scale is Scale.YEAR else 1)
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + months, 12)
        if MINYEAR < year < MAXYEAR:
            last = calendar.monthrange(year, month + 1)[1]
            self.day = date(year, month + 1, min(self.day.day, last))

    def go_to(self, day: date) -> bool:
        """Choose a day; whether another span is seen then."""
        before = self.span
        if MINYEAR < day.year < MAXYEAR:
            self.day = day
        return self.span != before

    def zoom(self, steps: int) -> bool:
        """See less time (positive) or more; whether there was another scale."""
        scales = FROM_MUCH_TO_LITTLE
        shown = Scale.MONTH if self.scale is Scale.AGENDA else self.scale
        place = min(max(scales.index(shown) + steps, 0), len(scales) - 1)
        is_other = scales[place] is not self.scale
        self.scale = scales[place]
        return is_other

    # --- reading ----------------------------------------------------------------------------------

    def concerns(self, change_set: ChangeSet) -> bool:
        """Whether a change can be seen here."""
        return not _CONCERNS.isdisjoint(change_set.kinds())

    def question(self) -> Callable[[], CalendarContent]:
        """What reads the span that is seen now; to be run in any thread."""
        return partial(self._read, self.scale, self.span, self.query)

    @property
    def query(self) -> ListQuery:
        """What narrows the calendar; a period among it does not, for the calendar has its own."""
        return self.listing.query

    def recall_filter(self, text: object) -> None:
        """Narrow as it was narrowed before; what is no filter is left out."""
        facets = self.listing.facets
        self.listing.narrow(filter_of_text(text or "", facets.columns, frozenset()))

    def _read(self, scale: Scale, span: Span, query: ListQuery) -> CalendarContent:
        zone = zone_of(self.desk.store)
        at_most = _OF_A_YEAR if scale is Scale.YEAR else OCCURRENCES_AT_MOST
        found, is_cut = self.desk.occurrences.between(query, *span, zone, at_most)
        dated = [each for each in found if not each.is_partial]
        partial_ones = [each for each in found if each.is_partial]
        counts = counted(dated, span)
        shown = [] if scale is Scale.YEAR else dated
        drawn = first_of_each_day(shown, span, _DRAWN)
        return CalendarContent(
            scale, span, self.desk.clock.today(), zone, shown, drawn, partial_ones, counts, is_cut
        )

    # --- choosing ---------------------------------------------------------------------------------

    def chosen_in(self, content: CalendarContent) -> Occurrence | None:
        """The event that was chosen, if it is on the current day; else the only one of that day."""
        events = content.on(self.day)
        found = next((each for each in events if self.is_chosen(each)), None)
        return found or (events[0] if len(events) == 1 else None)

    def is_chosen(self, event: Occurrence) -> bool:
        """Whether an event was chosen; it stays so when it has been moved."""
        chosen = self.chosen
        return chosen is not None and (chosen.title, chosen.when) == (event.title, event.when)

    def choose_next(self, content: CalendarContent, steps: int) -> None:
        """Choose another event of the current day: the first, or so many further on, and around."""
        self.choose_next_of(content.on(self.day), steps)

    def choose_next_of(self, events: Sequence[Occurrence], steps: int) -> None:
        """The same among some events."""
        place = next((number for number, each in enumerate(events) if self.is_chosen(each)), None)
        if events:
            first = 0 if steps > 0 else -1
            self.chosen = events[first if place is None else (place + steps) % len(events)]

    # --- moving -----------------------------------------------------------------------------------

    @property
    def is_changeable(self) -> bool:
        """Whether events can be made and moved."""
        return not self.desk.store.is_read_only

    def moved(self, event: Occurrence, by: timedelta) -> When:
        """Its dates so much later. UserError `date_out_of_range`."""
        return moved_by(event.when, by)

    def lengthened(self, event: Occurrence, by: timedelta) -> When:
        """Its dates with an end that is so much later; never before its start."""
        return lengthened_by(event.when, by)

    def move(self, event: Occurrence, when: When, scope: Scope) -> ChangeSet:
        """Put an event at another time."""
        return self.desk.moving.move(event.event_id, event.original_start, when, scope)

    # --- remarks ----------------------------------------------------------------------------------

    def holiday_countries(self) -> tuple[str, ...]:
        """The countries whose public holidays are shown."""
        return countries_with_holidays(self.desk.store)

    def holiday_on(self, day: date) -> str:
        """The public holidays of a day, "" for none."""
        return ", ".join(self.holidays.get(day, ()))

    def day_heading(self, day: date) -> str:
        """A day over its rows, with the public holiday that it is."""
        said = day_heading(self.desk, day)
        date_text = self.desk.localisation.date(day, with_weekday=True)
        parts = (said, date_text if said != date_text else "", self.holiday_on(day))
        return " · ".join(part for part in parts if part)

    def clashes_of(self, event: Occurrence) -> tuple[DateClash, ...]:
        """What stands in the way of an event."""
        return self.clashes.get((event.event_id, event.original_start), ())

    def is_bar_clashing(self, bar: Bar) -> bool:
        """Whether anything stands in the way of an event of a timeline, on any of its dates."""
        return bool(self.clashes) and any(map(self.clashes_of, bar.dates or (bar.event,)))

    def clash_texts(self, event: Occurrence, zone: str) -> list[str]:
        """The same in sentences, the first few."""
        clashes = self.clashes_of(event)
        return clash_texts(self.desk, clashes, zone, _CLASHES_SAID) if clashes else []

    # --- words and looks --------------------------------------------------------------------------

    def look(self, event: Occurrence) -> Look:
        """Icon and tone by what was chosen, and what they say."""
        book = self.desk.code_book
        if self.colour_by is ColourBy.KIND:
            word = book.label(CodeList.EVENT_KIND, event.kind)
            return Look(kind_chip(event.kind).icon, self._kind_tone(event.kind), word)
        chip = status_chip(event.status)
        return Look(chip.icon, chip.tone, book.label(CodeList.EVENT_STATUS, event.status))

    def looks_of(self, events: Iterable[Occurrence]) -> list[Look]:
        """The looks that events have, each once, in the order of the code list."""
        is_by_kind = self.colour_by is ColourBy.KIND
        code_list = CodeList.EVENT_KIND if is_by_kind else CodeList.EVENT_STATUS
        found: dict[str, Look] = {}
        for event in events:
            code = event.kind if is_by_kind else event.status
            if code not in found:
                found[code] = self.look(event)
        items = self.desk.code_book.items(code_list, with_retired=True)
        order = {item.code: place for place, item in enumerate(items)}
        return [found[code] for code in sorted(found, key=lambda code: order.get(code, len(order)))]

    def _kind_tone(self, kind: str) -> Tone:
        if not self._kind_tones:
            codes = sorted(item.code for item in self.desk.code_book.items(CodeList.EVENT_KIND))
            self._kind_tones = {
                code: _KIND_TONES[place % len(_KIND_TONES)] for place, code in enumerate(codes)
            }
        return self._kind_tones.get(kind, Tone.NEUTRAL)

    def is_off(self, event: Occurrence) -> bool:
        """Whether it does not take place: its title is struck out."""
        return event.status == EventStatus.CANCELLED

    def title_of(self, event: Occurrence) -> str:
        """Its title; where it has none, its kind."""
        return event.title or self.desk.code_book.label(CodeList.EVENT_KIND, event.kind)

    def now(self, zone: str) -> datetime:
        """The time on the clocks of the calendar, naive."""
        now = self.desk.clock.now()
        try:
            return now.astimezone(load_zone(zone) if zone else None).replace(tzinfo=None)
        except UserError:
            return now.astimezone().replace(tzinfo=None)

    def hours_of(self, start: datetime, end: datetime, zone: str) -> When:
        """The hours of a new event; without a platform in the zone that its editor would propose too."""
        try:
            return When.timed(start, end, zone or zone_to_assume(self.desk.store))
        except UserError:
            return When.days(start.date())

    def time_of(self, event: Occurrence) -> str:
        """When it begins on the clocks here; "" for what is on whole days."""
        return self.desk.localisation.time(event.starts) if event.starts is not None else ""

    def times_of(self, event: Occurrence) -> str:
        """When it begins and ends on the clocks here; "" for what is on whole days."""
        if event.starts is None or event.ends in (None, event.starts):
            return self.time_of(event)
        assert event.ends is not None
        return f"{self.time_of(event)}–{self.desk.localisation.time(event.ends)}"

    def is_elsewhere(self, event: Occurrence, zone: str) -> bool:
        """Whether its time was agreed on in another zone than that of the calendar."""
        return event.starts is not None and event.when.zone not in ("", zone)

    def time_there(self, event: Occurrence, zone: str) -> str:
        """When and where it begins on the clocks that it was agreed on: "11:00 Lisbon"; "" for those here.

        Only where, if it is the same time there.
        """
        if not self.is_elsewhere(event, zone) or not isinstance(event.when.start, datetime):
            return ""
        place = event.when.zone.rsplit("/", 1)[-1].replace("_", " ")
        time = "" if event.when.start == event.starts else self.desk.localisation.time(event.when.start)
        return f"{time} {place}".strip()

    def when_of(self, event: Occurrence, zone: str) -> str:
        """Its dates as they were agreed on; the zone is named when it is not that of the calendar."""
        return self.desk.localisation.when(event.when, own_zone=zone)

    def detail(self, event: Occurrence, zone: str, *, with_when: bool = True) -> str:
        """When, what kind, where; a second line."""
        book = self.desk.code_book
        place = ", ".join(part for part in (event.venue, event.city) if part)
        kind = book.label(CodeList.EVENT_KIND, event.kind)
        recurring = _("recurring") if event.original_start else ""
        when = self.when_of(event, zone) if with_when else ""
        said = (when, kind, place, recurring)
        return " · ".join(part for part in said if part)

    def detail_on_its_day(self, event: Occurrence, zone: str) -> str:
        """The same beneath the name of its day: of an event of one day only the hours are said."""
        if event.first_day != event.last_day or self.is_elsewhere(event, zone):
            return self.detail(event, zone)
        rest = self.detail(event, zone, with_when=False)
        return " · ".join(part for part in (self.times_of(event), rest) if part)

    def tip(self, event: Occurrence, zone: str) -> str:
        """All that is said of an event where the pointer rests."""
        title = f"{self.title_of(event)} · {self.look(event).word}"
        return "\n".join((title, self.detail(event, zone), *self.clash_texts(event, zone)))

    def spoken(self, event: Occurrence, zone: str) -> str:
        """One event of a day for a screen reader."""
        status = self.desk.code_book.label(CodeList.EVENT_STATUS, event.status)
        elsewhere = self.when_of(event, zone) if self.is_elsewhere(event, zone) else ""
        clash = " ".join(self.clash_texts(event, zone))
        said = (self.time_of(event), self.title_of(event), status, event.city, elsewhere, clash)
        return ", ".join(part for part in said if part)

    def spoken_day(self, day: date, content: CalendarContent) -> str:
        """A day with what is on it, as far as that was read; the first of very many."""
        words = [self.desk.localisation.date(day, with_weekday=True)]
        if day == content.today:
            words.append(_("today"))
        if self.holiday_on(day):
            words.append(self.holiday_on(day))
        words.append(self.events_text(content.counts.get(day, 0)))
        head = ", ".join(words)
        return "; ".join((head, *(self.spoken(event, content.zone) for event in content.on(day)[:_SPOKEN])))

    def events_text(self, count: int) -> str:
        """ "No events", "1 event", "3 events"."""
        if not count:
            return _("no events")
        number = self.desk.localisation.number(count)
        return ngettext("{number} event", "{number} events", count).format(number=number)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
