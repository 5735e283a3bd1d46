"""By what each list can be narrowed, grouped and ranked, and how the values read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from capadesk.domain.codes import CodeList
from capadesk.domain.folding import collation_key
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.ports import Counted, ListKind
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.list_columns import Heading

PERIOD = "period"
"""Stands for the period among the columns to filter by."""


class Facet(NamedTuple):
    """One thing to narrow a list by; `code_list` words its values, "" if they are words already."""

    column: str
    heading: str
    code_list: str = ""


class Offer(NamedTuple):
    """A value to choose: how it reads, and how many rows have it."""

    value: str
    label: str
    rows: int


_EVENT_PERIODS = (
    Period.COMING,
    Period.PAST,
    Period.THIS_MONTH,
    Period.THIS_QUARTER,
    Period.THIS_YEAR,
    Period.LAST_YEAR,
    Period.SPAN,
)
_ACTION_PERIODS = (
    Period.OVERDUE,
    Period.COMING,
    Period.THIS_MONTH,
    Period.THIS_QUARTER,
    Period.THIS_YEAR,
    Period.SPAN,
)
_PERIODS: dict[ListKind, tuple[Period, ...]] = {
    ListKind.EVENTS: _EVENT_PERIODS,
    ListKind.MEETINGS: _EVENT_PERIODS,
    ListKind.CALENDAR: _EVENT_PERIODS,
    ListKind.ACTIONS: _ACTION_PERIODS,
    ListKind.DECISIONS: _EVENT_PERIODS,
}
_OF_EVENTS = frozenset({ListKind.EVENTS, ListKind.MEETINGS, ListKind.CALENDAR})
# The order of these is that of their life, not that of their words.
_BY_POSITION = {"status", "priority", "level"}


class ListFacets:
    """The filters of one list, in words."""

    def __init__(self, desk: Desk, kind: ListKind) -> None:
        self._desk = desk
        self.kind = kind
        self.facets = _facets(kind)
        self.periods = _PERIODS.get(kind, ())
        self.groupings = _groupings(kind)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that can be filtered by."""
        return frozenset(facet.column for facet in self.facets if facet.column != PERIOD)

    @property
    def is_of_events(self) -> bool:
        """Whether the list is one of events, meetings or both."""
        return self.kind in _OF_EVENTS

    def facet(self, column: str) -> Facet | None:
        """The filter of a column."""
        return next((facet for facet in self.facets if facet.column == column), None)

    def today(self) -> date:
        """The day from which periods are told."""
        return self._desk.clock.today()

    def label(self, facet: Facet, value: str) -> str:
        """How a value reads."""
        if not value:
            return _("None")
        return self._desk.code_book.label(facet.code_list, value) if facet.code_list else value

    def offers(self, facet: Facet, counted: Sequence[Counted], chosen: Sequence[str]) -> list[Offer]:
        """The values to choose, as people look for them; what is chosen stays, even if no row has it now."""
        rows = {each.value: each.rows for each in counted}
        rows |= {value: 0 for value in chosen if value not in rows}
        offers = [Offer(value, self.label(facet, value), count) for value, count in rows.items()]
        places = {value: place for place, value in enumerate(self._in_order(facet))}
        return sorted(
            offers,
            key=lambda each: (
                not each.value,
                places.get(each.value, len(places)),
                collation_key(each.label),
            ),
        )

    def words(self, column: str, chosen: ListFilter) -> str:
        """What a filter says of one column: "Status: Planned, Confirmed"; only its name if nothing."""
        facet = self.facet(column)
        if facet is None:
            return column
        said = self.said(facet, chosen)
        return _("{heading}: {values}").format(heading=facet.heading, values=said) if said else facet.heading

    def said(self, facet: Facet, chosen: ListFilter) -> str:
        """The chosen values of one column in words; "" for none."""
        if facet.column == PERIOD:
            return self.period_words(chosen)
        return ", ".join(self.label(facet, value) for value in chosen.values.get(facet.column, ()))

    def all_words(self, chosen: ListFilter) -> str:
        """Everything that a filter says."""
        columns = [*chosen.values, *([PERIOD] if chosen.period is not Period.ANY else [])]
        return " · ".join(self.words(column, chosen) for column in columns)

    def period_words(self, chosen: ListFilter) -> str:
        """The period of a filter."""
        if chosen.period is not Period.SPAN:
            return period_name(chosen.period)
        word = self._desk.localisation.date
        first = word(chosen.first_day) if chosen.first_day else ""
        last = word(chosen.last_day) if chosen.last_day else ""
        if first and last:
            return _("{first} to {last}").format(first=first, last=last)
        return _("from {day}").format(day=first) if first else _("until {day}").format(day=last)

    def group_text(self, group: str, value: str) -> str:
        """The heading of a group."""
        if group == "country":
            return self._desk.localisation.country_name(value) if value else _("No country")
        if not value:
            return _("No date yet")
        year, _dash, month = value.partition("-")
        return self._desk.localisation.month(int(year), int(month)) if month else year

    def heading(self, group: str, counted: Counted) -> Heading:
        """What stands over the rows of a group."""
        text, count = self.group_text(group, counted.value), self._desk.localisation.number(counted.rows)
        spoken = ngettext("{group}, {count} row", "{group}, {count} rows", counted.rows)
        return Heading(text, count, spoken.format(group=text, count=count))

    def ranks(self, columns: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The order of the codes of these columns: as their words stand in the language, or as in life."""
        found = (self.facet(column) for column in columns)
        return {facet.column: self._in_order(facet) for facet in found if facet and facet.code_list}

    def _in_order(self, facet: Facet) -> tuple[str, ...]:
        if not facet.code_list:
            return ()
        if facet.code_list == CodeList.COUNTRY:
            return tuple(self._desk.localisation.country_codes())
        items = self._desk.code_book.items(facet.code_list, with_retired=True)
        codes = [item.code for item in items]
        if facet.column not in _BY_POSITION:
            codes.sort(key=lambda code: collation_key(self._desk.code_book.label(facet.code_list, code)))
        return tuple(codes)


def period_name(period: Period) -> str:
    """A period in words."""
    return {
        Period.ANY: "",
        Period.THIS_MONTH: _("This month"),
        Period.THIS_QUARTER: _("This quarter"),
        Period.THIS_YEAR: _("This year"),
        Period.LAST_YEAR: _("Last year"),
        Period.COMING: _("Coming"),
        Period.PAST: _("Past"),
        Period.OVERDUE: _("Overdue"),
        Period.SPAN: _("From day to day"),
    }[period]


def group_name(group: str) -> str:
    """A grouping in words."""
    return {"month": _("By month"), "country": _("By country")}.get(group, _("No groups"))


def _groupings(kind: ListKind) -> tuple[str, ...]:
    match kind:
        case ListKind.EVENTS | ListKind.MEETINGS | ListKind.CALENDAR:
            return ("month", "country")
        case ListKind.ACTIONS | ListKind.DECISIONS:
            return ("month",)
        case _:
            return ("country",)


def _facets(kind: ListKind) -> tuple[Facet, ...]:
    country = Facet("country", _("Country"), CodeList.COUNTRY)
    city, tag = Facet("city", _("City")), Facet("tag", _("Tag"))
    match kind:
        case ListKind.EVENTS | ListKind.MEETINGS | ListKind.CALENDAR:
            return (
                Facet("status", _("Status"), CodeList.EVENT_STATUS),
                Facet(PERIOD, _("Period")),
                Facet("kind", _("Kind"), CodeList.EVENT_KIND),
                tag,
                country,
                city,
                Facet("mode", _("Mode"), CodeList.EVENT_MODE),
                Facet("series", _("Series")),
                Facet("project", _("Project")),
            )
        case ListKind.PEOPLE:
            return (
                Facet("organisation", _("Organisation")),
                tag,
                country,
                city,
                Facet("organisation_tag", _("Tag of the organisation")),
            )
        case ListKind.ORGANISATIONS:
            return (
                Facet("helix", _("Helix"), CodeList.HELIX),
                Facet("level", _("Level"), CodeList.GOVERNANCE_LEVEL),
                country,
                tag,
                city,
            )
        case ListKind.ACTIONS:
            return (
                Facet("status", _("Status"), CodeList.ACTION_STATUS),
                Facet(PERIOD, _("Due")),
                Facet("owner", _("Owner")),
                Facet("priority", _("Priority"), CodeList.ACTION_PRIORITY),
            )
        case ListKind.DECISIONS:
            return (Facet("status", _("Status"), CodeList.DECISION_STATUS), Facet(PERIOD, _("Period")))
