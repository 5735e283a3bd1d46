"""Calendar files made to harm, and those that other projects test with: what is read, and how fast."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.services.ports import Draft, Notice, Unreadable
from tests.formats.calendar_texts import OWN_ZONE, ROME, calendar, drafts, event, read


@pytest.fixture
def reader() -> ICalendarReader:
    return ICalendarReader(lambda: ROME)


HOSTILE = {
    "a line of ten megabytes": calendar(event("DTSTART:20241017T073000Z", "DESCRIPTION:" + "x" * 10_000_000)),
    "a million properties": calendar(event("DTSTART:20241017T073000Z", *["X-A;B=c:d"] * 1_000_000)),
    "components within components": calendar(
        event("DTSTART:20241017T073000Z", *["BEGIN:X-A"] * 400_000, *["END:X-B"] * 1_000)
    ),
    "a million parameters": calendar(event("DTSTART;" + ";".join(["A=b"] * 1_000_000) + ":20241017T073000Z")),
    "commas without end": calendar(event("X-A;B=" + "," * 200_000 + '"')),
    "a million exceptions": calendar(
        event("DTSTART:20241017T073000Z", "RRULE:FREQ=DAILY", "EXDATE:" + "20241018T073000Z," * 1_000_000)
    ),
    "recurrence without end": calendar(
        event("DTSTART:20241017T073000Z", "RRULE:FREQ=SECONDLY", "RDATE:" + "20241018T073000Z," * 100_000)
    ),
    "a rule that never comes, split": calendar(
        event("DTSTART:16010101T073000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=100000"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:99990101T000000Z", "DTSTART:20241017T073000Z"),
    ),
    "a zone of a million onsets": calendar(
        OWN_ZONE.format(tzid="Q").replace(
            "FREQ=YEARLY", "FREQ=YEARLY;BYHOUR=" + ",".join(map(str, range(24)))
        )
        * 50,
        event("DTSTART;TZID=Q:20241017T073000"),
    ),
    "a change for good at each date": calendar(
        event("DTSTART:20240101T073000Z", "RRULE:FREQ=DAILY;COUNT=100000"),
        *(
            event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day}T073000Z", f"DTSTART:{day}T083000Z")
            for day in (
                f"20{25 + number // 336}{1 + number // 28 % 12:02}{1 + number % 28:02}"
                for number in range(1000)
            )
        ),
    ),
    "hundreds of zones of its own": calendar(
        *(
            OWN_ZONE.format(tzid=f"Z{number}").replace("+0200", f"+02{number % 60:02}")
            + event(f"DTSTART;TZID=Z{number}:20241017T073000", f"X-N:{number}")
            for number in range(300)
        )
    ),
    "thousands of zones that nobody knows": calendar(
        *(event(f"DTSTART;TZID={'x/' * 90}{number}:20241017T073000", "X-N:1") for number in range(3000))
    ),
    "the same UID and nothing else": calendar(
        *(event("DTSTART:20241017T073000Z", f"X-N:{number}") for number in range(3000))
    ),
    "lines that are none": calendar(event("DTSTART:20241017T073000Z", *["rubbish"] * 200_000)),
    "quotation marks without end": calendar(event("X-A;B=" + '"a",' * 2_000_000 + ":x", "DTSTART:20241017")),
    "a fold over blank lines": calendar(event("DTSTART:20241017T073000Z", "X-A:b" + "\n" * 3_000_000 + " c")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_within_ten_seconds_of_work(reader, tmp_path, name):
    begun = time.process_time()
    items = read(reader, tmp_path, HOSTILE[name])
    assert time.process_time() - begun < 10
    assert drafts(items)


# --- the files of other projects, where they are installed ----------------------------------------


def _installed(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.rglob("*.ics"))


TWICE = ("duplicate_in_file", "superseded_in_file")
CORPUS = [path for package in ("icalendar", "recurring_ical_events") for path in _installed(package)]


def test_the_files_that_other_projects_test_with_are_there():
    assert len(CORPUS) > 200


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_other_projects_test_with_is_read_or_refused_with_a_reason(reader, path):
    begun = time.process_time()
    try:
        items = list(reader.read(path))
    except UnreadableFile as error:
        items = [Unreadable(str(path), "line 1", error.data["reason"])]
    assert time.process_time() - begun < 5
    refused = [item for item in items if isinstance(item, Unreadable)]
    assert all(item.reason and item.place.startswith("line ") for item in refused)
    upper = path.read_bytes().replace(b"\0", b"").upper()
    twice = sum(item.code in TWICE for item in items if isinstance(item, Notice))
    components = upper.count(b"BEGIN:VEVENT") + upper.count(b"BEGIN:VTODO")
    assert len(drafts(items)) + len(refused) + twice >= components


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_broken_anywhere_never_brings_the_reader_down(reader, tmp_path, data):
    raw = bytearray(data.draw(st.sampled_from(CORPUS)).read_bytes()[:20_000])
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        piece = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\r\n", b"\n ", b":", b";", b'"', b"BEGIN:VEVENT\n", b"END:VEVENT\n"])
        )
        raw[place : place + data.draw(st.integers(0, 40))] = piece
    try:
        items = read(reader, tmp_path, bytes(raw))
    except UnreadableFile as error:
        items = [Unreadable("calendar.ics", "", error.data["reason"])]
    assert all(isinstance(item, Draft | Notice) or item.reason for item in items)
