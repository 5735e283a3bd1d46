"""A calendar file cut into resources, and what a server may do to one without changing what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import icalendar
import pytest

from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Action, Event
from capadesk.domain.when import When
from capadesk.formats.calendar.calendar_resources import CalendarFilesToPublish
from capadesk.services.desk import Desk
from tests.made_files import MadeFiles

FILES = CalendarFilesToPublish()
EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//CapaDesk//CapaDesk 0.1.0//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    b"DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Rome:20260301T090000\r\n"
    b"SUMMARY;LANGUAGE=de:Fest\\, gro\xc3\x9f\r\n"
    b"X-CAPADESK-WHEN:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def desk(tmp_path: Path, made_files: MadeFiles) -> Iterator[Desk]:
    opened = made_files.desk(tmp_path / "desk.db")
    yield opened
    opened.store.close()


def test_a_series_and_its_changed_dates_are_one_resource_with_their_zone(desk: Desk, tmp_path: Path):
    when = When.timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Rome")
    series = Event(
        id=new_id(),
        title="Jour fixe, " + "ä" * 90,
        when=when,
        status="planned",
        recurrence="FREQ=WEEKLY;COUNT=5",
    )
    moved = When.timed(datetime(2026, 3, 10, 9), datetime(2026, 3, 10, 10), "Europe/Rome")
    original = "2026-03-09T09:00"
    changed = Event(
        id=occurrence_id(series.id, original),
        title="Jour fixe, moved",
        when=moved,
        status="planned",
        series_event_id=series.id,
        original_start=original,
    )
    other = Event(
        id=new_id(), title="Day", when=When.days(date(2026, 4, 1), date(2026, 4, 1)), status="planned"
    )
    action = Action(id=new_id(), event_id=other.id, text="Send the minutes")
    with desk.store.unit_of_work() as work:
        for record in (series, changed, other, action):
            work.save(record)
        work.commit("Saved “{name}”", name="all")
    path = tmp_path / "all.ics"
    desk.calendar.export(path, with_actions=True)
    found = FILES.resources(path)
    kinds = {}
    for uid, resource in found.items():
        calendar = icalendar.Calendar.from_ical(resource.data)
        parts = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
        assert {str(part["UID"]) for part in parts} == {uid}
        assert "METHOD" not in calendar
        kinds[resource.title] = (
            [part.name for part in parts],
            [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")],
        )
    assert kinds == {
        series.title: (["VEVENT", "VEVENT"], ["Europe/Rome"]),
        "Day": (["VEVENT"], []),
        "Send the minutes": (["VTODO"], []),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\r\n", b"\n"),
        (b"SUMMARY;LANGUAGE=de:Fest\\, gro", b"SUMMARY;LANGUAGE=de:Fe\r\n st\\, gro"),
        (b"DTSTART;TZID=Europe/Rome", b'dtstart;tzid="Europe/Rome"'),
        (b"DTSTAMP:20260101T000000Z\r\n", b"DTSTAMP:20260202T000000Z\r\nLAST-MODIFIED:20260202T000000Z\r\n"),
        (b"X-CAPADESK-WHEN:x\r\n", b"X-MOZ-GENERATION:1\r\n"),
        (b"//EN", b"//EN//by a server"),
    ],
)
def test_a_server_may_write_a_resource_in_its_own_way(before: bytes, after: bytes):
    assert before in EVENT
    assert FILES.mark(EVENT.replace(before, after)) == FILES.mark(EVENT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Fest", b"Feste"),
        (b"T090000", b"T100000"),
        (b"Europe/Rome", b"Europe/Vienna"),
        (b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT"),
    ],
)
def test_what_somebody_changes_is_seen(before: bytes, after: bytes):
    assert before in EVENT
    assert FILES.mark(EVENT.replace(before, after, 1)) != FILES.mark(EVENT)


def test_a_new_version_of_the_program_publishes_nothing_anew(tmp_path: Path):
    digests = set()
    for version in (b"0.1.0", b"0.2.0"):
        path = tmp_path / "one.ics"
        path.write_bytes(EVENT.replace(b"0.1.0", version))
        digests.add(FILES.resources(path)["a"].digest)
    assert len(digests) == 1


def test_files_of_our_own_are_known_by_their_head(tmp_path: Path):
    path = tmp_path / "one.ics"
    path.write_bytes(EVENT)
    assert FILES.is_ours(path)
    path.write_bytes(EVENT.replace(b"-//CapaDesk//", b"-//Other//"))
    assert not FILES.is_ours(path)
