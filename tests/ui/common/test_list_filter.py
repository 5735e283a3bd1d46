"""Filters, orders and columns of a list, without a window."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from capadesk.services.list_filter import ListFilter, Period, filter_of_query, filter_of_text
from capadesk.services.ports import ListKind, ListQuery
from capadesk.ui.common.lists.column_layout import ColumnLayout, layout_of_text
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.lists.saved_filters import SavedFilters, saved_filters_of_text

TODAY = date(2026, 11, 23)
COLUMNS = frozenset({"status", "country"})
PERIODS = frozenset(Period)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (Period.THIS_QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Period.THIS_YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (Period.COMING, TODAY, None),
        (Period.PAST, None, date(2026, 11, 22)),
    ],
)
def test_periods_are_told_from_the_day(period: Period, first: date | None, last: date | None):
    assert ListFilter(period=period).span(TODAY) == (first, last)


def test_december_and_the_last_quarter_end_with_the_year():
    assert ListFilter(period=Period.THIS_MONTH).span(date(2024, 12, 31)) == (
        date(2024, 12, 1),
        date(2024, 12, 31),
    )
    assert ListFilter(period=Period.THIS_QUARTER).span(date(2024, 2, 29)) == (
        date(2024, 1, 1),
        date(2024, 3, 31),
    )


@pytest.mark.parametrize("period", [each for each in Period if each not in (Period.SPAN, Period.ANY)])
def test_a_query_of_somebody_else_is_said_as_the_same_filter(period: Period):
    chosen = ListFilter({"status": ("held",)}, period)
    query = chosen.narrowed(ListQuery(ListKind.ACTIONS), TODAY)
    assert filter_of_query(query, TODAY) == chosen
    assert filter_of_query(query, TODAY).narrowed(ListQuery(ListKind.ACTIONS), TODAY) == query


def test_two_days_may_be_open_on_either_side():
    until = ListFilter().with_period(Period.SPAN, None, date(2026, 3, 1))
    query = until.narrowed(ListQuery(ListKind.EVENTS), TODAY)
    assert (query.first_day, query.last_day) == (None, date(2026, 3, 1))
    assert filter_of_query(query, TODAY) == until
    assert not ListFilter().with_period(Period.SPAN)


def test_values_of_one_column_come_and_go():
    chosen = ListFilter().with_values("status", ("held",)).with_values("country", ("IT",))
    assert chosen.with_values("status", ()) == ListFilter({"country": ("IT",)})
    assert not chosen.with_values("status", ()).with_values("country", ())


def test_a_filter_comes_back_from_its_text():
    chosen = ListFilter({"status": ("held", "idea")}).with_period(Period.SPAN, date(2024, 1, 1), None)
    assert filter_of_text(chosen.text(), COLUMNS, PERIODS) == chosen


NONSENSE: Sequence[Any] = (
    None,
    "",
    "{",
    "[]",
    "7",
    '"x"',
    b"\x00",
    '{"values": 3, "period": [], "first_day": {}}',
    '{"values": {"colour": ["red"], "status": "held", "country": [1, null]}, "period": "never"}',
    '{"values": {"status": []}, "period": "span", "first_day": "2026-13-77"}',
    '{"shown": 7, "order": "title", "widths": [1]}',
    '{"shown": [[], 3], "order": [{}], "widths": {"title": "wide", "when": 4, "kind": 100000}}',
)


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_among_the_settings_is_passed_over(text: Any):
    assert not filter_of_text(text, COLUMNS, PERIODS)
    layout = layout_of_text(text, frozenset({"title", "when", "kind"}))
    assert not layout.order
    assert not layout.widths
    assert not layout.shown
    assert saved_filters_of_text(text, lambda each: filter_of_text(each, COLUMNS, PERIODS)) == {}


def test_a_list_may_not_know_every_period():
    kept = ListFilter(period=Period.OVERDUE).text()
    assert not filter_of_text(kept, COLUMNS, frozenset({Period.COMING}))


def test_saved_filters_are_stored_whenever_they_change():
    stored: list[str] = []
    saved = SavedFilters({}, stored.append)
    held = ListFilter({"status": ("held",)})
    saved.save("  what   was held ", held)
    saved.save("   ", held)
    saved.save("nothing", ListFilter())
    assert saved.names == ["what was held"]
    assert saved.name_of(held) == "what was held"
    saved.rename("what was held", "Ålesund")
    saved.save("Zürich", ListFilter({"country": ("CH",)}))
    saved.save("berlin", ListFilter({"country": ("DE",)}))
    assert saved.names == ["Ålesund", "berlin", "Zürich"]
    saved.delete("Zürich")
    again = saved_filters_of_text(stored[-1], lambda each: filter_of_text(each, COLUMNS, PERIODS))
    assert again == {"Ålesund": held, "berlin": ListFilter({"country": ("DE",)})}
    assert json.loads(stored[0]).keys() == {"what was held"}


HEADINGS = (
    ListColumn("title", "Title", str, CellKind.TITLE),
    ListColumn("when", "Date", str, width=200, shown_from=680),
    ListColumn("status", "Status", str, width=120),
    ListColumn("city", "City", str, width=120, by_choice=True),
)


def test_a_list_chooses_its_columns_by_its_width_until_the_user_does():
    layout = ColumnLayout()
    assert [c.key for c in HEADINGS if layout.shows(c, 500)] == ["title", "status"]
    assert [c.key for c in HEADINGS if layout.shows(c, 900)] == ["title", "when", "status"]
    chosen = layout.with_shown(frozenset({"city"}))
    assert [c.key for c in HEADINGS if chosen.shows(c, 100)] == ["title", "city"]
    assert not chosen.is_automatic
    assert chosen.with_shown(None).is_automatic


def test_columns_stand_as_they_were_moved_with_the_title_first():
    layout = ColumnLayout().with_order(["city", "title", "status"])
    assert [c.key for c in layout.in_order(HEADINGS)] == ["title", "city", "status", "when"]


def test_a_layout_comes_back_from_its_text():
    keys = frozenset(column.key for column in HEADINGS)
    layout = (
        ColumnLayout(frozenset({"city"}), ("city", "when")).with_width("city", 5000).with_width("when", 1)
    )
    again = layout_of_text(layout.text(), keys)
    assert again == layout
    assert again.widths == {"city": 1999, "when": 40}
    assert layout_of_text(ColumnLayout().text(), keys) == ColumnLayout()
