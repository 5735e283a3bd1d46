"""Lists of the sample: what SQL narrows, orders and groups, held against plain Python over the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from capadesk.domain.codes import OPEN_ACTION_STATUSES, KindFamily
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Event,
    Organisation,
    Person,
    Project,
    Series,
    Tag,
    Tagging,
)
from capadesk.domain.when import Precision
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery, SortKey
from tests.storage.places import Places, desk_over

IS_CONTRACT = True
ON_ENCRYPTED_FILES_TOO = True

TODAY = date(2026, 11, 23)
RANKS = {
    "status": ("idea", "planned", "confirmed", "held", "reported", "postponed", "cancelled"),
    "country": ("IT", "FR", "DE", "AT"),
    "kind": ("workshop", "conference"),
    "helix": ("media", "government"),
}


@pytest.fixture(scope="module")
def desk(module_places: Places) -> Iterator[Desk]:
    """The sample in a file, and on a hub."""
    opened = desk_over(module_places, "sample", author="Ada")
    opened.sample.add_sample()
    yield opened
    opened.store.close()


def ids_of(desk: Desk, query: ListQuery) -> list[UUID]:
    lists = desk.store.lists
    return [row.id for row in lists.rows(query.kind, lists.keys(query))]


def events(desk: Desk) -> list[Event]:
    meetings = desk.code_book.kinds_of_family(KindFamily.MEETING)
    return [event for event in desk.store.select(Event) if event.kind not in meetings]


def ids(records: list[Event] | list[Person] | list[Organisation] | list[Action]) -> set[UUID]:
    found: list[Record] = list(records)
    return {record.id for record in found}


@pytest.mark.parametrize("column", ["kind", "status", "country", "mode"])
def test_events_are_filtered_by_their_codes(desk: Desk, column: str):
    values = Counter(getattr(event, column) for event in events(desk))
    for chosen in (tuple(values)[:1], tuple(values)[:2], tuple(values)):
        wanted = [event for event in events(desk) if getattr(event, column) in chosen]
        assert set(ids_of(desk, ListQuery(ListKind.EVENTS, equal={column: chosen}))) == ids(wanted)


def test_events_are_filtered_by_the_names_of_their_cities(desk: Desk):
    cities = {city.id: city.name for city in desk.store.select(City)}
    name = Counter(cities[event.city_id] for event in events(desk) if event.city_id).most_common(1)[0][0]
    wanted = [event for event in events(desk) if event.city_id and cities[event.city_id] == name]
    assert set(ids_of(desk, ListQuery(ListKind.EVENTS, equal={"city": (name,)}))) == ids(wanted)


def test_events_and_organisations_are_filtered_by_the_names_of_their_tags(desk: Desk):
    names = {tag.id: tag.name for tag in desk.store.select(Tag)}
    links = desk.store.select(Tagging)
    name = Counter(names[link.tag_id] for link in links if link.event_id).most_common(1)[0][0]
    tagged = {link.event_id or link.organisation_id for link in links if names[link.tag_id] == name}
    wanted = {event.id for event in events(desk)} & tagged
    assert wanted
    assert set(ids_of(desk, ListQuery(ListKind.EVENTS, equal={"tag": (name,)}))) == wanted
    organisations = {each.id for each in desk.store.select(Organisation)} & tagged
    assert set(ids_of(desk, ListQuery(ListKind.ORGANISATIONS, equal={"tag": (name,)}))) == organisations


def test_people_are_filtered_by_their_own_tags_and_by_those_of_where_they_work(desk: Desk):
    names = {tag.id: tag.name for tag in desk.store.select(Tag)}
    links = desk.store.select(Tagging)
    name = Counter(names[link.tag_id] for link in links if link.person_id).most_common(1)[0][0]
    own = {link.person_id for link in links if link.person_id and names[link.tag_id] == name}
    assert set(ids_of(desk, ListQuery(ListKind.PEOPLE, equal={"tag": (name,)}))) == own
    tagged = {link.organisation_id for link in links if names[link.tag_id] == name}
    places = [each for each in desk.store.select(Affiliation) if each.end is None or each.is_main]
    theirs = {each.person_id for each in places if each.organisation_id in tagged}
    by_place = ListQuery(ListKind.PEOPLE, equal={"organisation_tag": (name,)})
    assert set(ids_of(desk, by_place)) == theirs


def test_rows_say_their_tags(desk: Desk):
    names = {tag.id: tag.name for tag in desk.store.select(Tag)}
    for kind, end in (
        (ListKind.EVENTS, "event_id"),
        (ListKind.PEOPLE, "person_id"),
        (ListKind.ORGANISATIONS, "organisation_id"),
    ):
        wanted: dict[UUID, set[str]] = {}
        for link in desk.store.select(Tagging):
            wanted.setdefault(getattr(link, end), set()).add(names[link.tag_id])
        rows = desk.store.lists.rows(kind, desk.store.lists.keys(ListQuery(kind, sort=(SortKey("tags"),))))
        assert any(row.tags for row in rows)
        assert all(set(filter(None, row.tags.split(", "))) == wanted.get(row.id, set()) for row in rows)


def test_events_are_filtered_by_their_series_and_project(desk: Desk):
    for column, record_type, name in (
        ("series", Series, lambda each: each.name),
        ("project", Project, lambda each: each.acronym or each.name),
    ):
        named = {each.id: name(each) for each in desk.store.select(record_type)}
        held = [event for event in events(desk) if getattr(event, f"{column}_id")]
        chosen = named[getattr(held[0], f"{column}_id")]
        wanted = {event.id for event in held if named[getattr(event, f"{column}_id")] == chosen}
        assert set(ids_of(desk, ListQuery(ListKind.EVENTS, equal={column: (chosen,)}))) == wanted


def test_actions_are_filtered_by_whoever_owns_them(desk: Desk):
    people = {each.id: each.full_name for each in desk.store.select(Person)}
    actions = desk.store.select(Action)
    owned = Counter(people[each.owner_person_id] for each in actions if each.owner_person_id)
    name, count = owned.most_common(1)[0]
    assert len(ids_of(desk, ListQuery(ListKind.ACTIONS, equal={"owner": (name,)}))) == count
    nobody = [each for each in actions if not each.owner_person_id and not each.owner_organisation_id]
    assert set(ids_of(desk, ListQuery(ListKind.ACTIONS, equal={"owner": ("",)}))) == ids(nobody)


def test_people_are_found_by_where_they_work(desk: Desk):
    names = {each.id: each.name for each in desk.store.select(Organisation)}
    places = [each for each in desk.store.select(Affiliation) if each.end is None or each.is_main]
    name = Counter(names[each.organisation_id] for each in places).most_common(1)[0][0]
    wanted = {each.person_id for each in places if names[each.organisation_id] == name}
    assert set(ids_of(desk, ListQuery(ListKind.PEOPLE, equal={"organisation": (name,)}))) == wanted


def test_periods_touch_come_and_pass(desk: Desk):
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    days = {event.id: (event.when.first_day, event.when.last_day) for event in events(desk)}
    known = {each: (begin, end) for each, (begin, end) in days.items() if begin and end}
    within = {each for each, (begin, end) in known.items() if begin <= last and end >= first}
    assert set(ids_of(desk, ListQuery(ListKind.EVENTS, first_day=first, last_day=last))) == within
    coming = {each for each, (_begin, end) in known.items() if end >= TODAY}
    past = {each for each, (_begin, end) in known.items() if end < TODAY}
    assert set(ids_of(desk, ListQuery(ListKind.EVENTS, first_day=TODAY))) == coming
    assert set(ids_of(desk, ListQuery(ListKind.EVENTS, over_before=TODAY))) == past
    assert coming | past == set(known) != set(days)


def test_overdue_actions_are_open_after_their_day(desk: Desk):
    actions = desk.store.select(Action)
    day = max(action.due for action in actions if action.due) + timedelta(days=1)
    overdue = [action for action in actions if action.is_overdue(day)]
    assert overdue
    assert set(ids_of(desk, ListQuery(ListKind.ACTIONS, overdue_on=day))) == ids(overdue)
    done = ListQuery(ListKind.ACTIONS, overdue_on=day, equal={"status": ("done",)})
    assert ids_of(desk, done) == []
    assert {action.status for action in overdue} <= OPEN_ACTION_STATUSES


def test_filters_words_and_periods_hold_together(desk: Desk):
    query = ListQuery(
        ListKind.EVENTS,
        "climate",
        {"status": ("held", "reported"), "country": ("IT", "BE")},
        date(2023, 1, 1),
    )
    rows = desk.store.lists.rows(ListKind.EVENTS, desk.store.lists.keys(query))
    assert rows
    assert all(row.status in ("held", "reported") and row.country in ("IT", "BE") for row in rows)
    everything = set(ids_of(desk, ListQuery(ListKind.EVENTS, "climate")))
    assert {row.id for row in rows} < everything


def test_a_column_that_the_list_does_not_know_is_refused(desk: Desk):
    with pytest.raises(KeyError):
        desk.store.lists.keys(ListQuery(ListKind.PEOPLE, equal={"status": ("held",)}))
    with pytest.raises(KeyError):
        desk.store.lists.values(ListQuery(ListKind.PEOPLE), "status")


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["status", "country", "kind"])
def test_codes_stand_in_the_order_that_was_asked_for(desk: Desk, column: str, descending: bool):
    query = ListQuery(ListKind.EVENTS, sort=(SortKey(column, descending), SortKey("title")), ranks=RANKS)
    known = {event.id: event for event in events(desk)}
    shown = [known[each] for each in ids_of(desk, query)]
    assert len(shown) == len(known)
    codes = list(dict.fromkeys(getattr(event, column) for event in shown))
    ranks = RANKS[column]

    def place(code: str) -> tuple[int, str]:
        return (ranks.index(code) if code in ranks else len(ranks), code)

    wanted = sorted(filter(None, codes), key=place, reverse=descending)
    assert codes == [*wanted, *([""] if "" in codes else [])]


def test_several_headings_decide_one_after_the_other(desk: Desk):
    query = ListQuery(ListKind.EVENTS, sort=(SortKey("mode"), SortKey("when", True), SortKey("title")))
    rows = desk.store.lists.rows(ListKind.EVENTS, desk.store.lists.keys(query))
    assert [row.mode for row in rows] == sorted(row.mode for row in rows)
    for mode in {row.mode for row in rows}:
        dated = [r for r in rows if r.mode == mode and r.when.precision is not Precision.UNKNOWN]
        starts = [row.when.start_utc for row in dated]
        assert starts == sorted(starts, reverse=True)
        undated = [r.when.precision is Precision.UNKNOWN for r in rows if r.mode == mode]
        assert undated == sorted(undated)


@pytest.mark.parametrize("sort", [SortKey("when", True), SortKey("when"), SortKey("title")])
@pytest.mark.parametrize("group", ["month", "country"])
def test_groups_stand_together_and_are_counted(desk: Desk, group: str, sort: SortKey):
    query = ListQuery(ListKind.EVENTS, sort=(sort,), group=group, ranks=RANKS)
    known = {event.id: event for event in events(desk)}
    shown = [known[each] for each in ids_of(desk, query)]

    def value_of(event: Event) -> str:
        if group == "country":
            return event.country
        if event.when.first_day is None:
            return ""
        day = event.when.first_day.isoformat()
        return day[:4] if event.when.precision is Precision.YEAR else day[:7]

    counted = [(each.value, each.rows) for each in desk.store.lists.groups(query)]
    runs: list[tuple[str, int]] = []
    for value in map(value_of, shown):
        if runs and runs[-1][0] == value:
            runs[-1] = (value, runs[-1][1] + 1)
        else:
            runs.append((value, 1))
    assert runs == counted
    assert len(shown) == len(known)


def test_actions_are_grouped_by_the_month_they_are_due_in(desk: Desk):
    query = ListQuery(ListKind.ACTIONS, sort=(SortKey("due"),), group="month")
    counted = {each.value: each.rows for each in desk.store.lists.groups(query)}
    wanted = Counter(action.due.isoformat()[:7] if action.due else "" for action in desk.store.select(Action))
    assert counted == dict(wanted)
    assert sum(counted.values()) == len(desk.store.lists.keys(query))


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (ListKind.EVENTS, "kind"),
        (ListKind.EVENTS, "city"),
        (ListKind.EVENTS, "tag"),
        (ListKind.PEOPLE, "organisation"),
        (ListKind.PEOPLE, "tag"),
        (ListKind.PEOPLE, "organisation_tag"),
        (ListKind.EVENTS, "series"),
        (ListKind.EVENTS, "project"),
        (ListKind.ACTIONS, "owner"),
        (ListKind.ORGANISATIONS, "helix"),
        (ListKind.ORGANISATIONS, "tag"),
        (ListKind.ACTIONS, "priority"),
    ],
)
def test_each_value_is_offered_with_the_rows_that_choosing_it_leaves(desk: Desk, kind: ListKind, column: str):
    lists = desk.store.lists
    offered = lists.values(ListQuery(kind), column)
    for each in offered:
        assert len(lists.keys(ListQuery(kind, equal={column: (each.value,)}))) == each.rows > 0


@pytest.mark.parametrize("sort", ["status", "title", "mode", "attended", "when"])
@pytest.mark.parametrize("first", [0, 1, 5, 1000])
def test_the_beginning_and_the_rest_are_the_whole(desk: Desk, sort: str, first: int):
    query = ListQuery(ListKind.EVENTS, sort=(SortKey(sort, True),), ranks=RANKS)
    whole = desk.store.lists.keys(query)
    parts = list(desk.store.lists.keys_in_parts(query, first))
    assert [key for part in parts for key in part] == whole
    assert len(set(whole)) == len(whole) == len(events(desk))
    if first in (1, 5):
        assert [len(part) for part in parts] == [first, len(whole) - first]


def test_walking_values_and_comparing_ranks_give_the_same_order(desk: Desk):
    order = (SortKey("status"), SortKey("when", True), SortKey("title"))
    walked = ListQuery(ListKind.EVENTS, sort=order, ranks=RANKS)
    modes = ("in_person", "online", "hybrid", "")
    assert ids_of(desk, walked) == ids_of(desk, replace(walked, equal={"mode": modes}))
