"""Calendar files into a desk: matched by UID, replaced only by what is newer, undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Action, Event, Participation, Person, Tag
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.resource_files import resource_path
from capadesk.services.calendars.calendar_service import CalendarService
from capadesk.services.deletion_service import DeletionService
from capadesk.services.importing.import_plan import ImportPlan, ImportReport, Outcome
from capadesk.services.importing.import_service import ImportService
from capadesk.services.merging.duplicate_service import DuplicateService
from capadesk.services.shipped_records import shipped_records
from capadesk.storage.sqlite_store import SqliteStore
from tests.formats.calendar_samples import LabelsByCode

START = "DTSTART;TZID=Europe/Rome:20241017T093000"
WEEKLY = ("DTSTART;TZID=Europe/Rome:20241007T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=8")


class StandingClock:
    """ports.Clock on the first of June 2024."""

    def now(self) -> datetime:
        return datetime(2024, 6, 1, tzinfo=UTC)

    def today(self) -> date:
        return date(2024, 6, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    code_lists = resource_path("code_lists.json").read_text(encoding="utf-8")
    cities = resource_path("mission-cities.csv").read_text(encoding="utf-8")
    opened = SqliteStore.create(tmp_path / "a.db", author="Ada", shipped=shipped_records(code_lists, cities))
    yield opened
    opened.close()


@pytest.fixture
def service(store: SqliteStore) -> ImportService:
    return ImportService(store, [ICalendarReader()], StandingClock())


def component(uid: str, title: str, *lines: str, name: str = "VEVENT") -> str:
    named = [f"UID:{uid}"] if uid else []
    return "\r\n".join([f"BEGIN:{name}", *named, f"SUMMARY:{title}", *lines, f"END:{name}", ""])


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(*components: str, method: str = "", name: str = "feed.ics") -> Path:
        path = tmp_path / name
        head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\n"
        head += f"METHOD:{method}\r\n" if method else ""
        path.write_bytes((head + "".join(components) + "END:VCALENDAR\r\n").encode())
        return path

    return write


def run(service: ImportService, path: Path) -> ImportReport:
    return service.apply(service.plan([path]))


def outcomes(plan: ImportPlan | ImportReport) -> list[tuple[Outcome, str]]:
    return [(item.outcome, item.reason) for item in plan.items]


def only_event(store: SqliteStore) -> Event:
    (event,) = store.select(Event)
    return event


def save(store: SqliteStore, *records: Any) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("Changed")


def test_a_new_event_has_the_uid_and_the_sequence_of_its_file(store, service, file):
    report = run(service, file(component("one@x", "Lab", START, "SEQUENCE:3", "CATEGORIES:Webinar,Heat")))
    event = only_event(store)
    assert (report.created, event.uid, event.sequence, event.kind) == (1, "one@x", 3, "webinar")
    assert event.when == When.parse("datetime", "2024-10-17T09:30", None, "Europe/Rome")
    assert "Heat" in {tag.name for tag in store.select(Tag)}


def test_the_same_file_again_changes_nothing(store, service, file):
    path = file(
        component("one@x", "Lab", START),
        component("", "Nameless", START),
        component("s@x", "Weekly", *WEEKLY),
    )
    run(service, path)
    before = store.select(Event)
    report = run(service, path)
    assert (report.same, report.change_set) == (3, None)
    assert store.select(Event) == before


def test_a_new_stamp_alone_changes_nothing(store, service, file):
    run(service, file(component("one@x", "Lab", START, "DTSTAMP:20240101T000000Z")))
    report = run(service, file(component("one@x", "Lab", START, "DTSTAMP:20240601T000000Z")))
    assert (report.same, report.change_set) == (1, None)


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (("SEQUENCE:3", "LAST-MODIFIED:20240101T000000Z"), "Renamed"),
        (("SEQUENCE:2", "LAST-MODIFIED:20240301T000000Z"), "Renamed"),
        (("SEQUENCE:1", "LAST-MODIFIED:20240901T000000Z"), "Lab"),
        (("SEQUENCE:2", "LAST-MODIFIED:20240101T000000Z"), "Lab"),
    ],
)
def test_only_what_is_newer_replaces_what_is_here(store, service, file, state, title):
    run(service, file(component("one@x", "Lab", START, "SEQUENCE:2", "LAST-MODIFIED:20240201T000000Z")))
    plan = service.plan([file(component("one@x", "Renamed", START, *state))])
    service.apply(plan)
    assert only_event(store).title == title
    expected = (Outcome.UPDATE, "") if title == "Renamed" else (Outcome.SAME, "older_version")
    assert outcomes(plan) == [expected]


def test_a_change_shows_its_fields_and_is_undone_whole(store, service, file):
    run(service, file(component("one@x", "Lab", START, "LOCATION:Rome")))
    before = only_event(store)
    plan = service.plan([file(component("one@x", "Lab", START.replace("0930", "1030"), "SEQUENCE:1"))])
    (item,) = plan.items
    assert set(item.differences) == {"when", "venue"}
    service.apply(plan)
    assert only_event(store).venue == ""
    store.undo()
    assert replace(only_event(store), sequence=before.sequence) == before


def test_what_was_changed_here_stays_and_is_a_conflict(store, service, file):
    run(service, file(component("one@x", "Lab", START)))
    save(store, replace(only_event(store), title="Our lab"))
    report = run(service, file(component("one@x", "Laboratory", START, "SEQUENCE:1")))
    assert report.conflicts == 1
    assert only_event(store).title == "Our lab"


def test_what_lies_in_the_bin_stays_there_and_is_said_so(store, service, file):
    path = file(component("one@x", "Lab", START))
    run(service, path)
    DeletionService(store).delete("event", [only_event(store).id])
    newer = file(component("one@x", "Laboratory", START, "SEQUENCE:4"), name="newer.ics")
    for each in (path, newer):
        plan = service.plan([each])
        assert [item.outcome for item in plan.items] == [Outcome.IN_BIN]
        assert len(plan.work) == 0


def test_an_import_that_was_undone_can_be_done_again(store, service, file):
    path = file(component("one@x", "Lab", START))
    run(service, path)
    store.undo()
    assert store.select(Event) == []
    assert run(service, path).created == 1
    assert only_event(store).title == "Lab"


def test_uids_that_change_at_each_load_double_nothing(store, service, file):
    run(service, file(component("one@x", "Lab", START)))
    report = run(service, file(component("two@x", "Lab", START)))
    assert (report.created, len(store.select(Event))) == (0, 1)


def test_an_event_made_here_is_known_when_its_uid_comes_back(store, service, file):
    made = Event(id=new_id(), title="Lab", uid="mine@capadesk.eu", when=When.parse("day", "2024-10-17"))
    save(store, made)
    report = run(
        service, file(component("mine@capadesk.eu", "Lab", "DTSTART;VALUE=DATE:20241017", "SEQUENCE:1"))
    )
    assert (report.created, len(store.select(Event))) == (0, 1)


# --- series ---------------------------------------------------------------------------------------


def test_a_changed_occurrence_belongs_to_its_series_under_a_derived_id(store, service, file):
    path = file(
        component("s@x", "Weekly, elsewhere", "RECURRENCE-ID:20241014T080000Z", START),
        component("s@x", "Weekly", *WEEKLY),
    )
    assert run(service, path).created == 2
    events = {event.title: event for event in store.select(Event)}
    series, changed = events["Weekly"], events["Weekly, elsewhere"]
    assert (changed.series_event_id, changed.original_start) == (series.id, "2024-10-14T10:00")
    assert changed.id == occurrence_id(series.id, "2024-10-14T10:00")
    assert run(service, path).change_set is None


def test_a_changed_occurrence_alone_finds_the_series_that_is_here(store, service, file):
    run(service, file(component("s@x", "Weekly", *WEEKLY)))
    report = run(service, file(component("s@x", "Moved", "RECURRENCE-ID:20241014T080000Z", START)))
    (changed,) = [event for event in store.select(Event) if event.title == "Moved"]
    assert report.created == 1
    assert changed.original_start == "2024-10-14T10:00"
    again = run(
        service, file(component("s@x", "Moved on", "RECURRENCE-ID:20241014T080000Z", START, "SEQUENCE:1"))
    )
    assert (again.created, again.updated) == (0, 1)


def test_a_changed_occurrence_without_its_series_is_an_event(store, service, file):
    run(service, file(component("s@x", "Moved", "RECURRENCE-ID:20241014T080000Z", START)))
    assert only_event(store).series_event_id is None


# --- messages (RFC 5546) --------------------------------------------------------------------------


def test_a_cancellation_cancels_what_is_here_and_makes_nothing(store, service, file):
    assert outcomes(run(service, file(component("one@x", "Lab", START), method="CANCEL"))) == [
        (Outcome.SAME, "cancelled_unknown")
    ]
    run(service, file(component("one@x", "Lab", START, "LOCATION:Rome"), method="REQUEST"))
    report = run(service, file(component("one@x", "Cancelled: Lab", START, "SEQUENCE:1"), method="CANCEL"))
    event = only_event(store)
    assert (report.updated, event.status, event.title, event.venue) == (1, "cancelled", "Lab", "Rome")


def test_the_cancellation_of_one_date_leaves_it_out_of_the_series(store, service, file):
    run(service, file(component("s@x", "Weekly", *WEEKLY)))
    cancelled = component("s@x", "Weekly", "RECURRENCE-ID:20241014T080000Z", "DTSTART:20241014T080000Z")
    assert run(service, file(cancelled, method="CANCEL")).updated == 1
    assert only_event(store).exceptions == ("2024-10-14T10:00",)
    assert run(service, file(cancelled, method="CANCEL")).change_set is None


def test_a_reply_becomes_attendance_of_a_person_in_the_directory(store, service, file):
    save(store, Person(id=new_id(), given_name="Ada", email="Ada@Example.org"))
    invited = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ada@example.org"
    report = run(
        service,
        file(component("one@x", "Lab", START, invited, "ATTENDEE:mailto:who@example.org"), method="REQUEST"),
    )
    assert [(notice.code, notice.data["count"]) for notice in report.notices] == [("people_not_known", 1)]
    assert [link.status for link in store.select(Participation)] == ["invited"]
    reply = component("one@x", "Lab", "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org")
    assert run(service, file(reply, method="REPLY")).updated == 1
    assert [link.status for link in store.select(Participation)] == ["excused"]
    assert only_event(store).when.is_known
    assert len(store.select(Person)) == 1


def test_a_proposal_to_the_organiser_changes_nothing(store, service, file):
    report = run(service, file(component("one@x", "Lab", START), method="COUNTER"))
    assert [item.reason for item in report.unreadable] == ["method_not_taken"]
    assert store.select(Event) == []


# --- actions --------------------------------------------------------------------------------------


def test_to_dos_are_actions_and_are_updated_not_doubled(store, service, file):
    run(service, file(component("t@x", "Write minutes", "DUE;VALUE=DATE:20241020", name="VTODO")))
    path = file(
        component("t@x", "Write minutes", "DUE;VALUE=DATE:20241025", "STATUS:COMPLETED", name="VTODO")
    )
    assert run(service, path).updated == 1
    (action,) = store.select(Action)
    assert (action.due, action.status) == (date(2024, 10, 25), "done")
    assert run(service, path).change_set is None


def test_a_to_do_that_has_not_changed_is_not_read_again(store, service, file):
    path = file(component("t@x", "Write minutes", "X-MOOD:good", "SEQUENCE:2", name="VTODO"))
    run(service, path)
    (action,) = store.select(Action)
    assert (action.uid, action.kept_lines) == ("t@x", "X-MOOD:good")
    plan = service.plan([path])
    assert [(item.outcome, item.record_kind, item.title) for item in plan.items] == [
        (Outcome.SAME, "action", "Write minutes")
    ]
    read = list(ICalendarReader().read_calendar(path, {action.source_version.rpartition("|")[2]}))
    assert [type(item).__name__ for item in read] == ["Unchanged"]


def test_a_to_do_of_an_older_state_changes_nothing_and_a_cancelled_one_stays(store, service, file):
    run(service, file(component("t@x", "New", "SEQUENCE:2", name="VTODO")))
    older = run(service, file(component("t@x", "Old", "SEQUENCE:1", name="VTODO")))
    assert outcomes(older) == [(Outcome.SAME, "older_version")]
    run(service, file(component("t@x", "New", "SEQUENCE:3", name="VTODO"), method="CANCEL"))
    assert [(action.text, action.status) for action in store.select(Action)] == [("New", "cancelled")]


def test_a_to_do_knows_the_event_of_its_file(store, service, file):
    event = component("e@x", "Lab", START)
    run(service, file(event, component("t@x", "Do", "RELATED-TO:e@x", name="VTODO")))
    assert [action.event_id for action in store.select(Action)] == [only_event(store).id]


# --- more than one rule ---------------------------------------------------------------------------


def test_an_exception_rule_leaves_out_its_dates(store, service, file):
    run(service, file(component("s@x", "Weekly", *WEEKLY, "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3")))
    assert only_event(store).exceptions == ("2024-10-07T10:00", "2024-10-21T10:00", "2024-11-04T10:00")


def test_a_second_rule_is_a_series_of_its_own_without_the_dates_of_the_first(store, service, file):
    path = file(component("s@x", "Weekly", *WEEKLY, "RRULE:FREQ=MONTHLY;BYMONTHDAY=9,14;COUNT=4"))
    run(service, path)
    first, second = sorted(store.select(Event), key=lambda event: event.uid, reverse=True)
    assert (first.uid, first.exceptions) == ("s@x", ())
    assert second.when.start_text == "2024-10-09T10:00"
    assert second.exceptions == ("2024-10-14T10:00",)
    assert second.kept_lines == "RELATED-TO:s@x"
    assert run(service, path).change_set is None


def test_an_exception_rule_without_end_is_followed_for_a_while_and_told(store, service, file):
    endless = ("DTSTART:20240101T100000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=2")
    report = run(service, file(component("s@x", "Daily", *endless)))
    assert [notice.code for notice in report.notices] == ["exrule_followed_until"]
    assert len(only_event(store).exceptions) == 500


def test_further_dates_that_left_as_events_of_their_own_come_back_as_those(store, service, file, tmp_path):
    dates = "RDATE;TZID=Europe/Rome:20241018T093000,20241019T093000"
    original = file(component("one@x", "Lab", START, dates))
    run(service, original)
    before = sorted(store.select(Event), key=lambda event: event.when.start_text)
    path = tmp_path / "out.ics"
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1")
    CalendarService(store, lambda: writer).export(path)
    assert path.read_bytes().count(b"RELATED-TO:one@x") == 2
    other = path.read_bytes().replace(b"-//CapaDesk//", b"-//Other//")
    path.write_bytes(other)
    report = run(service, path)
    assert report.created == 0
    assert [event.id for event in sorted(store.select(Event), key=lambda e: e.when.start_text)] == [
        event.id for event in before
    ]
    assert run(service, original).created == 0


def test_html_is_kept_until_the_text_changes(store, service, file, tmp_path):
    html = "X-ALT-DESC;FMTTYPE=text/html:<b>Bold</b> words"
    run(service, file(component("one@x", "Lab", START, "DESCRIPTION:Bold words", html)))
    path = tmp_path / "out.ics"
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1")
    calendar = CalendarService(store, lambda: writer)
    calendar.export(path)
    assert b"<b>Bold</b>" in path.read_bytes()
    save(store, replace(only_event(store), description="Other words\nand https://a.eu"))
    calendar.export(path)
    text = path.read_bytes().replace(b"\r\n ", b"")
    assert b"<b>Bold</b>" not in text
    assert b'X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Other words<br>and <a href="https://a.eu">' in text
    assert service.plan([path]).counts[Outcome.SAME] == 1


def test_a_calendar_file_whose_events_were_joined_changes_nothing_more(
    store: SqliteStore, service: ImportService, file: Any
) -> None:
    path = file(component("a@x", "Workshop", START), component("b@x", "The workshop", START, "LOCATION:Rome"))
    run(service, path)
    one, other = sorted(store.select(Event), key=lambda event: event.title, reverse=True)
    DuplicateService(store).join("event", one.id, [other.id])
    joined = store.select(Event)
    report = run(service, path)
    assert (report.change_set, store.select(Event)) == (None, joined)
    assert {item.outcome for item in report.items} == {Outcome.SAME}


def test_what_is_newer_of_a_joined_event_reaches_the_one_that_goes_on(
    store: SqliteStore, service: ImportService, file: Any
) -> None:
    first = component("a@x", "Workshop", START)
    run(service, file(first, component("b@x", "Workshop", START, "LOCATION:Rome", "SEQUENCE:1")))
    one, other = sorted(store.select(Event), key=lambda event: event.uid)
    DuplicateService(store).join("event", one.id, [other.id])
    newer = file(first, component("b@x", "Workshop", START, "LOCATION:Milan", "SEQUENCE:2"))
    run(service, newer)
    assert (only_event(store).uid, only_event(store).venue) == ("a@x", "Milan")
    assert run(service, newer).change_set is None


def test_changed_occurrences_of_a_joined_series_are_known_again(
    store: SqliteStore, service: ImportService, file: Any
) -> None:
    moved = (
        "RECURRENCE-ID;TZID=Europe/Rome:20241014T100000",
        "DTSTART;TZID=Europe/Rome:20241014T150000",
        "DURATION:PT1H",
    )
    of_a = (component("a@x", "Weekly", *WEEKLY), component("a@x", "Weekly, later", *moved))
    path = file(*of_a, component("b@x", "Weekly", *WEEKLY))
    run(service, path)
    series = {event.uid: event for event in store.select(Event) if not event.original_start}
    DuplicateService(store).join("event", series["b@x"].id, [series["a@x"].id])
    joined = store.select(Event)
    assert {event.uid for event in joined} == {"b@x"}
    assert run(service, path).change_set is None
    assert run(service, file(of_a[1], name="alone.ics")).change_set is None
    assert store.select(Event) == joined


def test_a_changed_date_of_a_series_that_its_file_only_cancels_is_an_event_of_its_own(
    store, service, tmp_path
):
    path = tmp_path / "messages.ics"
    cancelled = component("s@x", "Gone", "SEQUENCE:2")
    changed = component("s@x", "Elsewhere", "RECURRENCE-ID:20241014T080000Z", START)
    path.write_bytes(
        "".join(
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\n{content}END:VCALENDAR\r\n"
            for method, content in (("CANCEL", cancelled), ("REQUEST", changed))
        ).encode()
    )
    run(service, path)
    event = only_event(store)
    assert (event.title, event.series_event_id) == ("Elsewhere", None)
    assert run(service, path).change_set is None


def test_what_an_action_is_related_to_elsewhere_is_known_again(store, service, file, tmp_path):
    run(service, file(component("t@x", "Part", "RELATED-TO;RELTYPE=SIBLING:other@x", name="VTODO")))
    (action,) = store.select(Action)
    assert action.kept_lines == "RELATED-TO;RELTYPE=SIBLING:other@x"
    out = tmp_path / "out.ics"
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1")
    CalendarService(store, lambda: writer).export(out, with_actions=True)
    assert run(service, out).change_set is None
