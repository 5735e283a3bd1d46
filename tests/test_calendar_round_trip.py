"""Every event with a date leaves by a calendar file and comes back as it was (docs/icalendar-mapping.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Action, City, Event, Tag, Tagging
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.importing.import_plan import Outcome
from capadesk.services.ports import CalendarLook

CARRIED = (
    "city_id", "title", "uid", "kind", "status", "when", "mode", "venue", "country", "website", "online_link",
    "recurrence", "exceptions", "description", "visibility", "original_start", "kept_lines",
)  # fmt: skip
"""The fields that docs/icalendar-mapping.md lists as carried; series and SEQUENCE are looked at besides."""

CARRIED_OF_ACTIONS = ("text", "number", "due", "done_on", "status", "priority", "kept_lines")
WEEKLY = "FREQ=WEEKLY;COUNT=8"
_number = count(1)
_letters = st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"])
_line = st.text(_letters, max_size=60).map(str.strip)
_text = st.text(_letters | st.sampled_from('\n,;:\\"'), max_size=200).map(lambda text: text.strip())
_zones = st.sampled_from(
    ["Europe/Rome", "Europe/Lisbon", "America/New_York", "Africa/Cairo", "UTC", "Asia/Kolkata"]
)
_days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@st.composite
def _whens(draw: st.DrawFn) -> When:
    first = draw(_days)
    last = first + timedelta(days=draw(st.integers(0, 40)))
    kind = draw(st.sampled_from(["timed", "timed", "days", "months", "years"]))
    if kind == "days":
        return When.days(first, last)
    if kind == "months":
        return When.months(first.year, first.month, (last.year, last.month))
    if kind == "years":
        return When.years(first.year, last.year)
    start = datetime.combine(first, draw(st.times()).replace(microsecond=0))
    return When.timed(start, start + timedelta(minutes=draw(st.integers(0, 5000))), draw(_zones))


_rules = st.sampled_from(
    ["", "", "", WEEKLY, "FREQ=MONTHLY;BYDAY=-1MO", "FREQ=DAILY;INTERVAL=2;UNTIL=20911231",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=SECONDLY", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2;COUNT=5"]
)  # fmt: skip


_KEPT = (
    "",
    "",
    "GEO:41.9;12.5\nX-A;B=c:d\\,e",
    "ATTACH;FMTTYPE=application/pdf:https://example.org/agenda.pdf\nCOLOR:teal\nIMAGE;VALUE=URI:https://example.org/i.png",
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nDESCRIPTION:Soon\nEND:VALARM",
)


_KEPT_OF_ACTIONS = (
    "",
    "X-MOOD;A=b:good\\, really",
    "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=MONTHLY\nEXDATE;VALUE=DATE:19000201\nLOCATION:Here\nCATEGORIES:A\\,b,c",
)


@st.composite
def _actions(draw: st.DrawFn) -> Action:
    return Action(
        id=new_id(),
        text=f"{draw(_text)} {next(_number)}".strip(),
        number=draw(st.sampled_from(["", "7", "A, b"])),
        due=draw(st.none() | _days),
        done_on=draw(st.none() | _days),
        status=draw(st.sampled_from(["open", "in_progress", "done", "cancelled"])),
        priority=draw(st.sampled_from(["high", "normal", "low"])),
        notes=draw(_text),
        kept_lines=draw(st.sampled_from(_KEPT_OF_ACTIONS)),
    )


class Made(NamedTuple):
    """An event with its tags and the city that it gets."""

    event: Event
    tags: tuple[str, ...]
    city: str


@st.composite
def _events(draw: st.DrawFn) -> Made:
    when = draw(_whens())
    event_id = new_id()
    rule = draw(_rules) if when.is_exact else ""
    gone: tuple[str, ...] = ()
    countries = {"": "AT", "Turin": "IT", "Kraków": "PL"}
    city = draw(st.sampled_from(sorted(countries)))
    if rule == WEEKLY and draw(st.booleans()) and when.first_day is not None:
        gone = (when.moved_to(when.first_day + timedelta(days=21)).start_text,)
    return Made(
        Event(
            id=event_id,
            title=f"{draw(_line)} {next(_number)}".strip(),
            uid=draw(st.sampled_from([uid_for(event_id), f"{event_id.hex}, ä@example.org"])),
            kind=draw(st.sampled_from(["workshop", "webinar", "climate_breakfast"])),
            status=draw(
                st.sampled_from(["planned", "confirmed", "held", "reported", "cancelled", "postponed"])
            ),
            when=when,
            mode=draw(st.sampled_from(["", "in_person", "online", "hybrid"])),
            venue=draw(_line),
            country=draw(st.sampled_from(["", countries[city]])),
            website=draw(
                st.sampled_from(["", "example.org", "https://example.org/ä?b=c d", "http://x.eu/a"])
            ),
            online_link=draw(st.sampled_from(["", "https://meet.example.org/1", "call 123 456"])),
            recurrence=rule,
            exceptions=gone,
            description=draw(_text),
            visibility=draw(st.sampled_from(["public", "internal"])),
            kept_lines=draw(st.sampled_from(_KEPT)),
            notes=draw(_text),
            sequence=draw(st.integers(0, 5)),
        ),
        draw(st.sampled_from([(), ("Heat, networks",), ("Finance", "Grüne Städte")])),
        city,
    )


class Desks(NamedTuple):
    """Where the events are made, and where they arrive."""

    here: Desk
    there: Desk
    folder: Path


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    folder = tmp_path_factory.mktemp("desks")
    here = open_desk(str(folder / "here.db"), language="en", author="Ada")
    there = open_desk(str(folder / "there.db"), language="en", author="Ada")
    yield Desks(here, there, folder)
    here.store.close()
    there.store.close()


def add(desk: Desk, made: list[Made], further: list[Event]) -> list[Event]:
    cities = {city.name: city.id for city in desk.store.select(City)}
    made = [each._replace(event=replace(each.event, city_id=cities.get(each.city))) for each in made]
    tags = {tag.name: tag for tag in desk.store.select(Tag)}
    with desk.store.unit_of_work() as work:
        for event, names, _city in made:
            work.save(event)
            for name in names:
                tag = tags.setdefault(name, Tag(id=new_id(), name=name))
                work.save(tag)
                link = Tagging(id=Tagging.derive_id(tag.id, event.id), tag_id=tag.id, event_id=event.id)
                work.save(link)
        for event in further:
            work.save(event)
        work.commit("Added")
    return [each.event for each in made] + further


def read_back(desk: Desk, uids: set[str]) -> dict[tuple[str, str], Event]:
    events = desk.store.select(Event)
    of_series = {event.id: event.uid for event in events}
    return {
        (of_series[event.series_event_id or event.id], event.original_start): event
        for event in events
        if event.uid in uids or of_series.get(event.series_event_id or event.id) in uids
    }


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=st.lists(_events(), min_size=1, max_size=6), todo=st.lists(_actions(), max_size=3), data=st.data()
)
def test_what_is_carried_comes_back_and_at_home_it_changes_nothing(
    desks: Desks, made: list[Made], todo: list[Action], data: Any
) -> None:
    further = []
    for event, _tags, _city in made:
        if event.recurrence == WEEKLY and event.when.first_day is not None and data.draw(st.booleans()):
            start = event.when.moved_to(event.when.first_day + timedelta(days=7)).start_text
            changed = Event(
                id=occurrence_id(event.id, start),
                title=f"Changed {next(_number)}",
                uid=event.uid,
                when=event.when.moved_to(date(2031, 5, 5)),
                original_start=start,
                series_event_id=event.id,
            )
            further.append(changed)
    events = add(desks.here, made, further)
    todo = [replace(action, event_id=data.draw(st.sampled_from(made)).event.id) for action in todo]
    with desks.here.store.unit_of_work() as work:
        for action in todo:
            work.save(action)
        work.commit("Added")
    with_notes = data.draw(st.booleans())
    look = CalendarLook(
        with_notes,
        data.draw(st.sampled_from([None, 0, 30, 1440])),
        data.draw(st.sampled_from(["", "Asia/Tokyo"])),
        *data.draw(st.sampled_from([("", "", "", 0), ("teal", "https://a.eu/c", "https://a.eu/i", 60)])),
    )
    path = desks.folder / "calendar.ics"
    ids = [event.id for event in events]
    chosen: dict[str, Any] = {
        "partial_dates_as_spans": True,
        "with_internal": True,
        "with_actions": True,
        "look": look,
    }
    summary = desks.here.calendar.export(path, ids=ids, **chosen)
    assert (summary.written, summary.actions) == (len(events), len(todo))
    first = path.read_bytes()
    desks.here.calendar.export(path, ids=ids, **chosen)
    assert path.read_bytes() == first, "the same data give the same bytes"
    events_and_actions = len(events) + len(todo)

    home = desks.here.imports.plan([path])
    assert [(item.outcome, item.reason) for item in home.items] == [(Outcome.SAME, "")] * events_and_actions
    assert len(home.work) == 0

    plan = desks.there.imports.plan([path])
    report = desks.there.imports.apply(plan)
    assert (report.created, report.notices) == (events_and_actions, ())
    before = {(event.uid, event.original_start): event for event in events}
    after = read_back(desks.there, {event.uid for event in events})
    assert after.keys() == before.keys()
    tags = {tag.id: tag.name for tag in desks.there.store.select(Tag)}
    expected_tags = {event.uid: set(names) for event, names, _city in made}
    for key, event in before.items():
        found = after[key]
        for field in CARRIED:
            if field != "uid" or not event.series_event_id:
                assert getattr(found, field) == getattr(event, field), field
        if not event.series_event_id:
            assert found.sequence == event.sequence
            links = desks.there.store.select(Tagging, event_id=found.id)
            assert {tags[link.tag_id] for link in links} == expected_tags[event.uid]
    uids = {event.id: event.uid for event in desks.there.store.select(Event)}
    arrived = {action.id: action for action in desks.there.store.select(Action)}
    for action in todo:
        taken = arrived[action.id]
        for field in CARRIED_OF_ACTIONS:
            assert getattr(taken, field) == getattr(action, field), field
        assert taken.notes == (action.notes if with_notes else "")
        tied = next(event for event in events if event.id == action.event_id)
        assert taken.event_id is not None
        assert uids[taken.event_id] == tied.uid
    assert desks.there.imports.plan([path]).counts[Outcome.SAME] == events_and_actions


def test_the_page_lists_the_same_fields() -> None:
    page = (Path(__file__).parents[1] / "docs" / "icalendar-mapping.md").read_text(encoding="utf-8")
    listed = re.search(r"^Carried: (.+?)\.$", page, re.MULTILINE | re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"`(\w+)`", listed[1])) == {*CARRIED, "series_event_id", "sequence"}
