"""Which events leave the desk in a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Event, Platform
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.calendars.calendar_service import CalendarService
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.ports import CalendarLook, CalendarSummary
from capadesk.storage.sqlite_store import SqliteStore
from tests.formats.calendar_samples import calendar_in

DAY = When.days(date(2024, 10, 17))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    with made.unit_of_work() as work:
        events: dict[str, dict[str, Any]] = {
            "Workshop": {"status": "planned"},
            "Webinar": {"status": "held", "when": When.months(2024, 11)},
            "Thought": {"status": "idea"},
            "Talk among us": {"visibility": "internal", "kind": "meeting"},
        }
        for title, fields in events.items():
            work.save(Event(id=new_id(), title=title, **({"when": DAY} | fields)))
        work.commit("kept")
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.ics"


@pytest.fixture
def service(store: SqliteStore) -> CalendarService:
    localisation = BabelLocalisation("en")
    return CalendarService(
        store, lambda: ICalendarWriter(StoredCodeBook(store, localisation), localisation, "1")
    )


@pytest.fixture
def exported(service: CalendarService, path: Path) -> Callable[..., list[str]]:
    """Exports with options; gives the titles in the file."""

    def export(**options: Any) -> list[str]:
        service.export(path, **options)
        return sorted(str(event["SUMMARY"]) for event in calendar_in(path.read_bytes()).walk("VEVENT"))

    return export


def test_ideas_and_internal_events_stay_at_home(service: CalendarService, path: Path) -> None:
    assert service.export(path) == CalendarSummary(written=1, left_out=1)


def test_they_leave_when_they_are_asked_for(exported: Callable[..., list[str]]) -> None:
    assert exported(with_internal=True) == ["Talk among us", "Workshop"]
    assert exported(equal={"status": ("idea", "planned")}) == ["Thought", "Workshop"]


def test_months_are_written_by_choice(exported: Callable[..., list[str]]) -> None:
    assert exported(partial_dates_as_spans=True) == ["November 2024: Webinar", "Workshop"]


def test_the_calendar_is_called_after_the_platform_unless_it_has_a_name(
    store: SqliteStore, service: CalendarService, path: Path
) -> None:
    service.export(path)
    assert "X-WR-CALNAME:CapaDesk" in path.read_text(encoding="utf-8")
    with store.unit_of_work() as work:
        work.save(Platform(id=new_id(), name="Hub; Italy"))
        work.commit("kept")
    service.export(path)
    assert "X-WR-CALNAME:Hub\\; Italy" in path.read_text(encoding="utf-8")
    service.export(path, calendar_name="Mine")
    assert "X-WR-CALNAME:Mine" in path.read_text(encoding="utf-8")


def test_exporting_twice_gives_the_same_bytes(service: CalendarService, path: Path) -> None:
    service.export(path)
    first = path.read_bytes()
    service.export(path)
    assert path.read_bytes() == first


def test_what_is_deleted_after_a_calendar_left_is_sent_as_cancelled_until_told_otherwise(
    store: SqliteStore, service: CalendarService, path: Path
) -> None:
    (workshop,) = store.select(Event, title="Workshop")

    def told(**options: Any) -> list[tuple[str, str, int]]:
        service.export(path, **options)
        events = calendar_in(path.read_bytes()).walk("VEVENT")
        return [(str(each["UID"]), str(each["STATUS"]), int(str(each["SEQUENCE"]))) for each in events]

    ((uid, _status, sequence),) = told()
    with store.unit_of_work() as work:
        work.delete(Event, workshop.id)
        work.commit("deleted")
    ((same_uid, status, raised),) = told()
    assert (same_uid, status) == (uid, "CANCELLED")
    assert raised > sequence
    assert told(with_deleted=False) == []
    assert told(equal={"kind": ("webinar",)}) == []
    store.undo()
    ((_uid, again, last),) = told()
    assert (again, last > raised) == ("TENTATIVE", True)


def test_what_was_deleted_before_any_calendar_left_is_nobody_s_business(
    store: SqliteStore, service: CalendarService, path: Path
) -> None:
    (workshop,) = store.select(Event, title="Workshop")
    with store.unit_of_work() as work:
        work.delete(Event, workshop.id)
        work.commit("deleted")
    later = CalendarService(store, service._writer, lambda: datetime.now(UTC) + timedelta(minutes=1))
    for _time in range(2):
        assert later.export(path).written == 0


def test_reminders_notes_tasks_and_what_a_calendar_says_of_itself_leave_by_choice(
    store: SqliteStore, service: CalendarService, path: Path
) -> None:
    (workshop,) = store.select(Event, title="Workshop")
    (secret,) = store.select(Event, title="Talk among us")
    with store.unit_of_work() as work:
        work.save(replace(workshop, notes="Ask Bea first"))
        work.save(
            Action(id=new_id(), event_id=workshop.id, text="Minutes", due=date(2024, 10, 20), notes="Sh")
        )
        work.save(Action(id=new_id(), event_id=secret.id, text="Hidden"))
        work.save(Action(id=new_id(), text="Of nothing", status="in_progress"))
        work.commit("kept")
    service.export(path)
    plain = path.read_text(encoding="utf-8")
    assert not [word for word in ("VTODO", "VALARM", "Ask Bea", "COLOR", "Minutes") if word in plain]
    look = CalendarLook(True, 90, "Europe/Rome", "teal", "https://a.eu/c.ics", "https://a.eu/i.png", 60)
    summary = service.export(path, with_actions=True, look=look)
    calendar = calendar_in(path.read_bytes())
    (event,) = calendar.walk("VEVENT")
    (alarm,) = event.walk("VALARM")
    assert summary.actions == 2
    assert alarm["TRIGGER"].dt == timedelta(minutes=-90)
    assert "Ask Bea first" in str(event["DESCRIPTION"])
    todos = {str(todo["SUMMARY"]): todo for todo in calendar.todos}
    states = {title: (str(todo["STATUS"]), todo["PERCENT-COMPLETE"]) for title, todo in todos.items()}
    assert states == {"Minutes": ("NEEDS-ACTION", 0), "Of nothing": ("IN-PROCESS", 50)}
    assert [todo["DUE"].dt for todo in calendar.todos if "DUE" in todo] == [date(2024, 10, 20)]
    assert [str(todo["RELATED-TO"]) for todo in calendar.todos if "RELATED-TO" in todo] == [str(event["UID"])]
    told = {name: str(calendar[name]) for name in ("COLOR", "SOURCE", "IMAGE", "X-WR-TIMEZONE")}
    assert told == {
        "COLOR": "teal", "SOURCE": "https://a.eu/c.ics", "IMAGE": "https://a.eu/i.png",
        "X-WR-TIMEZONE": "Europe/Rome",
    }  # fmt: skip
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)


def test_a_change_of_time_raises_sequence_and_renews_the_stamp(
    store: SqliteStore, service: CalendarService, path: Path
) -> None:
    def told() -> tuple[str, int]:
        service.export(path)
        (event,) = calendar_in(path.read_bytes()).walk("VEVENT")
        return str(event["UID"]), int(str(event["SEQUENCE"]))

    uid, sequence = told()
    (workshop,) = store.select(Event, title="Workshop")
    with store.unit_of_work() as work:
        work.save(replace(workshop, when=When.days(date(2024, 10, 18))))
        work.commit("moved")
    assert told() == (uid, sequence + 1)
    store.undo()
    assert told()[1] > sequence
