"""What the overview finds on a day: the order of what comes, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Action, CodeItem, Decision, Event, HeadCount, Participation, Person
from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.action_service import ActionDossier, ActionService
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.event_service import EventService
from capadesk.services.overview_service import Gap, OverviewContent, OverviewService
from capadesk.storage.sqlite_store import SqliteStore

TODAY = date(2026, 11, 23)


class StandingClock:
    """It is always noon of that day."""

    def now(self) -> datetime:
        return datetime.combine(TODAY, time(12), tzinfo=UTC)

    def today(self) -> date:
        return TODAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.db", author="Ann")
    yield made
    made.close()


@pytest.fixture
def service(store: SqliteStore) -> OverviewService:
    return OverviewService(store, StoredCodeBook(store, BabelLocalisation("en")), StandingClock())


def save(store: SqliteStore, *records: Record) -> ChangeSet:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        return work.commit("added")


def event(title: str, when: When, **fields: Any) -> Event:
    whole: dict[str, Any] = {"status": "planned", "venue": "Hall", "mode": "in_person"} | fields
    return Event(id=new_id(), title=title, when=when, **whole)


def on(days: int, last: int | None = None) -> When:
    first = TODAY + timedelta(days=days)
    return When.days(first, TODAY + timedelta(days=days if last is None else last))


def guest(of: Event, status: str = "invited") -> list[Record]:
    person = Person(id=new_id(), family_name="Ng")
    return [person, Participation(id=new_id(), event_id=of.id, person_id=person.id, status=status)]


def read(service: OverviewService) -> OverviewContent:
    return service.question()()


def gaps(service: OverviewService) -> dict[str, tuple[Gap, ...]]:
    return {each.event.title: each.gaps for each in read(service).incomplete}


def test_an_empty_file_is_empty(service: OverviewService) -> None:
    content = read(service)
    assert content.is_empty
    assert (content.coming, content.overdue, content.past) == ((), (), ())


def test_what_runs_today_comes_first_and_what_is_only_roughly_known_where_it_ends(
    store: SqliteStore, service: OverviewService
) -> None:
    save(
        store,
        event("Tomorrow", on(1)),
        event("Some time in November", When.months(2026, 11)),
        event("Some time this year", When.years(2026)),
        event("Since Friday", on(-3, 2)),
        event("In December", on(10)),
        event("In December, some time", When.months(2026, 12)),
        event("Early today", When.timed(datetime(2026, 11, 23, 7), None, "Europe/Rome")),
        event("Over", on(-1)),
        event("Called off", on(2), status="cancelled"),
        event("Later", on(2), status="postponed"),
    )
    assert [each.title for each in read(service).coming] == [
        "Since Friday",
        "Early today",
        "Tomorrow",
        "Some time in November",
        "In December, some time",
        "In December",
        "Some time this year",
    ]


def test_a_status_of_the_users_own_is_still_ahead(store: SqliteStore, service: OverviewService) -> None:
    save(
        store,
        event("Announced", on(3), status="announced"),
        event("Was announced", on(-3), status="announced"),
    )
    content = read(service)
    assert [each.title for each in content.coming] == ["Announced"]
    assert [each.title for each in content.past] == ["Was announced"]


def test_what_is_over_waits_to_be_marked_as_held(store: SqliteStore, service: OverviewService) -> None:
    meeting_kind = CodeItem(
        id=new_id(), code_list="event_kind", code="meeting", label="Meeting", family="meeting", position=1
    )
    save(
        store,
        meeting_kind,
        event("Last week", on(-7), status="confirmed"),
        event("Yesterday", on(-1), kind="meeting"),
        event("An idea", on(-1), status="idea"),
        event("Postponed", on(-1), status="postponed"),
        event("Held", on(-1), status="held"),
        event("Still on", on(-1, 0)),
    )
    content = read(service)
    assert [each.title for each in content.past] == ["Yesterday", "Last week"]
    assert (content.past_events, content.past_meetings) == (1, 1)


def test_a_place_is_missed_two_months_before_and_people_one_month_before(
    store: SqliteStore, service: OverviewService
) -> None:
    complete = event("Complete", on(5))
    save(
        store,
        complete,
        *guest(complete),
        event("Far away", on(61), venue=""),
        event("Two months", on(60), venue=""),
        event("One month", on(30)),
        event("Online without link", on(40), mode="online", venue=""),
        event("Hybrid without anything", on(3), mode="hybrid", venue=""),
        event("A link and no mode", on(40), mode="", venue="", online_link="https://example.org"),
        event("Just an idea", on(2), venue="", status="idea"),
    )
    assert gaps(service) == {
        "Two months": (Gap.VENUE,),
        "One month": (Gap.PARTICIPANTS,),
        "Online without link": (Gap.LINK,),
        "Hybrid without anything": (Gap.VENUE, Gap.LINK, Gap.PARTICIPANTS),
    }


def test_planned_events_need_a_date_and_postponed_ones_a_new_one(
    store: SqliteStore, service: OverviewService
) -> None:
    save(
        store,
        event("Some day", When.unknown()),
        event("An idea", When.unknown(), status="idea"),
        event("Postponed", on(-10), status="postponed"),
        event("Postponed long ago", on(-400), status="postponed"),
        event("Postponed for good", When.unknown(), status="postponed"),
    )
    assert gaps(service) == {
        "Some day": (Gap.DATE,),
        "Postponed": (Gap.NEW_DATE,),
        "Postponed for good": (Gap.NEW_DATE,),
    }


def test_what_was_held_is_written_up_when_people_and_minutes_are_there(
    store: SqliteStore, service: OverviewService
) -> None:
    counted = event("Counted", on(-2), status="held", minutes="Said.")
    invited = event("Only invited", on(-3), status="held", minutes="Said.")
    came = event("No minutes", on(-4), status="held")
    save(
        store,
        *(counted, invited, came),
        HeadCount(id=new_id(), event_id=counted.id, presence="on_site", group="all", count=12),
        *guest(invited),
        *guest(came, "attended"),
        event("Nothing at all", on(-5), status="held"),
        event("Reported", on(-1), status="reported"),
        event("Long ago", on(-366), status="held"),
    )
    assert {each.event.title: each.gaps for each in read(service).unreported} == {
        "Only invited": (Gap.ATTENDANCE,),
        "No minutes": (Gap.MINUTES,),
        "Nothing at all": (Gap.ATTENDANCE, Gap.MINUTES),
    }


def test_an_event_is_marked_as_held_in_one_change(store: SqliteStore, service: OverviewService) -> None:
    over = event("Over", on(-1))
    save(store, over)
    change_set = EventService(store).mark_as_held(over.id)
    assert change_set.label_data["name"] == "Over"
    assert read(service).past == ()
    store.undo()
    assert [each.title for each in read(service).past] == ["Over"]


def test_an_action_is_finished_today_in_one_change(store: SqliteStore, service: OverviewService) -> None:
    late = Action(id=new_id(), text="Write to the ministry", due=TODAY - timedelta(days=9))
    save(store, late)
    assert [row.text for row in read(service).overdue] == ["Write to the ministry"]
    ActionService(store, StandingClock()).finish(late.id)
    done = store.get(Action, late.id)
    assert (done.status, done.done_on) == ("done", TODAY)
    assert read(service).overdue == ()
    store.undo()
    assert store.get(Action, late.id) == late


def test_an_action_takes_the_event_of_its_decision_and_the_day_it_was_done(store: SqliteStore) -> None:
    meeting, other = event("Meeting", on(-1)), event("Other", on(-2))
    decision = Decision(id=new_id(), event_id=meeting.id, text="We do it")
    save(store, meeting, other, decision)
    actions = ActionService(store, StandingClock())
    action = Action(
        id=actions.new().action.id, text="Do it", event_id=other.id, decision_id=decision.id, status="done"
    )
    actions.save(ActionDossier(action))
    stored = actions.open(action.id).action
    assert (stored.event_id, stored.done_on) == (meeting.id, TODAY)
    assert [each.text for each in actions.decisions_of(meeting.id)] == ["We do it"]
    assert list(actions.decisions_of(None)) == []
