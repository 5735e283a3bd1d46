"""A hub that has taken a desk's sample answers as the desk does: lists, search, overview, reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.formats.words.public_holidays import PublicHolidays
from capadesk.services.calendars.clash_service import ClashService
from capadesk.services.ports import ListKind, ListQuery, ReportPeriod, SortKey, Statuses
from capadesk.storage.reading.list_conditions import TABLES
from capadesk.storage.reading.list_sql import SORTS
from capadesk.storage.reading.search_index import SEARCHED
from capadesk.storage.sql_store import SqlStore
from tests.storage.places import FilePlaces, HubDatabases, HubPlaces, desk_over
from tests.ui.small_desk import StandingClock

TODAY = date(2026, 11, 23)
TYPED: tuple[str, ...] = ("climate", "clim", "lodz", "wrokshop", "Turin fo", "ENERGY transition", "a", "e")
TYPED += ("müller", "2026", "zzz", "info@", "co-design", "climate_fo", "it's", "“quoted” words", "strasse")

Both = tuple[SqlStore, SqlStore]


@pytest.fixture(scope="module")
def both(hub_databases: HubDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A desk with the sample, and a hub that has taken it."""
    folder: Path = tmp_path_factory.mktemp("both")
    desk = desk_over(FilePlaces(folder), "desk", author="Ada")
    desk.sample.add_sample()
    hubs = HubPlaces(hub_databases, folder)
    hub = hubs.create("hub", author="Hub")
    assert isinstance(desk.store, SqlStore)
    hub.merge_changes(desk.store.outgoing())
    yield desk.store, hub
    desk.store.close()
    hubs.close()


def ids(store: SqlStore, query: ListQuery) -> list[UUID]:
    return [row.id for row in store.lists.rows(query.kind, store.lists.keys(query))]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_finds_the_same(both: Both, typed: str) -> None:
    found = [
        {
            (hit.kind, hit.record_id, hit.title, hit.detail, hit.is_similar)
            for hit in store.lists.search(typed, limit=10_000)
        }
        for store in both
    ]
    assert found[0] == found[1]
    for kind in (ListKind.EVENTS, ListKind.PEOPLE, ListKind.ORGANISATIONS):
        asked = ListQuery(kind, typed)
        assert set(ids(both[0], asked)) == set(ids(both[1], asked))
    for chosen_kind in SEARCHED:
        chosen = [
            {each.name for each in store.lists.choices(chosen_kind, typed, limit=10_000)} for store in both
        ]
        assert chosen[0] == chosen[1]


@pytest.mark.parametrize("kind", list(ListKind))
def test_lists_have_the_same_rows_in_the_same_order(both: Both, kind: ListKind) -> None:
    desk, hub = both
    for column in ("", *SORTS[TABLES[kind]]):
        for is_backwards in (False, True):
            query = ListQuery(kind, sort=(SortKey(column, is_backwards),) if column else ())
            rows = [_told(store, query, column) for store in both]
            assert rows[0] == rows[1], column
    assert desk.lists.count(kind) == hub.lists.count(kind)
    grouped = ListQuery(kind, group="month")
    assert desk.lists.groups(grouped) == hub.lists.groups(grouped)


def _told(store: SqlStore, query: ListQuery, column: str) -> Any:
    """The rows; of a heading only what it says, because equal rows may stand in any order."""
    rows = store.lists.rows(query.kind, store.lists.keys(query))
    if not column or not hasattr(rows[0] if rows else None, column):
        return sorted(map(repr, rows))
    return [row.when.start_text if column == "when" else getattr(row, column) for row in rows]


def test_the_overview_says_the_same(both: Both) -> None:
    every = Statuses(frozenset(), are_left_out=True)

    def said(store: SqlStore) -> tuple[Any, ...]:
        overview = store.overview
        return (
            overview.coming(TODAY, every, 50),
            overview.running(TODAY, every, 50),
            {event.id for event in overview.past(None, TODAY, every, 500)},
            overview.past_by_kind(TODAY, every),
            {event.id for event in overview.undated(every, 50)},
            {action.id for action in overview.overdue(TODAY, 50)},
            overview.figures(date(2026, 1, 1), date(2026, 12, 31), TODAY),
        )

    assert said(both[0]) == said(both[1])


def test_groups_of_a_timeline_and_who_is_where_are_the_same(both: Both) -> None:
    query, days = ListQuery(ListKind.CALENDAR), (date(2025, 1, 1), date(2027, 12, 31))
    singles = both[0].occurrences.single(query, *days, 500)
    events, places = [event.event_id for event in singles], [each.venue for each in singles if each.venue]
    answers = []
    for store in both:
        calendar = store.occurrences
        shared = calendar.shared_people(events)
        answers.append(
            (
                [
                    sorted(calendar.counts(query, group, *days, are_months=are_months))
                    for group in ("series", "city", "country")
                    for are_months in (False, True)
                ],
                {person: sorted(places) for person, places in shared.items()},
                sorted(map(repr, calendar.dates_of_people(set(shared), *days))),
                sorted(map(repr, calendar.at_venue(places[0], [days]))),
                sorted(repr(calendar.single(ListQuery(query.kind, equal={"series": ("",)}), *days, 500))),
            )
        )
    assert answers[0] == answers[1]
    assert all(answers[0])


def test_reports_occurrences_and_likenesses_are_the_same(both: Both) -> None:
    period = ReportPeriod(date(2024, 1, 1), date(2026, 12, 31))

    def said(store: SqlStore) -> tuple[Any, ...]:
        reports, query = store.reports, ListQuery(ListKind.CALENDAR)
        days = (date(2024, 1, 1), date(2026, 12, 31))
        return (
            reports.activity_counts(period, TODAY),
            sorted(map(repr, reports.event_rows(period))),
            sorted(map(repr, reports.participation_rows(period))),
            sorted(map(repr, reports.person_rows(period))),
            sorted(map(repr, reports.organisation_rows(period))),
            sorted(map(repr, reports.decision_rows(period))),
            sorted(map(repr, reports.action_rows(period))),
            sorted(map(repr, store.occurrences.single(query, *days, 500))),
            sorted(map(repr, store.occurrences.recurring(query, *days))),
            [
                sorted(map(repr, store.duplicates.likenesses(kind)))
                for kind in ("event", "person", "organisation")
            ],
            sorted(store.code_uses([("event", "kind"), ("event", "languages")]).items()),
            sorted((entry.kind, entry.name) for entry in store.bin()),
        )

    for desks, hubs in zip(said(both[0]), said(both[1]), strict=True):
        assert desks == hubs


def test_what_stands_in_the_way_and_what_is_fine_is_the_same(both: Both) -> None:
    desk, hub = both
    query, days = ListQuery(ListKind.CALENDAR), (TODAY, date(2027, 12, 31))
    taken = next(each for each in desk.occurrences.single(query, *days, 500) if each.venue)
    event = desk.get(Event, taken.event_id)
    with desk.unit_of_work() as work:
        work.save(replace(event, id=new_id(), uid="", title="At the same place"))
        work.commit("kept")
    hub.merge_changes(desk.outgoing())
    clock = StandingClock(TODAY)
    first, second = (ClashService(store, PublicHolidays(), BabelLocalisation("en"), clock) for store in both)
    until = TODAY + timedelta(days=365)
    assert first.coming(until, 50) == second.coming(until, 50)
    (clash,) = [each for each in first.coming(until, 50) if "At the same place" in repr(each)][:1]
    second.accept(clash)
    assert clash.key not in [each.key for each in second.coming(until, 50)]
    desk.merge_changes(hub.outgoing())
    assert first.coming(until, 50) == second.coming(until, 50)
    second.take_back(clash)
    assert clash.key in [each.key for each in second.coming(until, 50)]
