"""Calendar files are read by the engine of Thunderbird as they are meant, if it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from tests.formats.calendar_samples import LabelsByCode, entry, event_id, timed

READERS = Path(__file__).parent / "readers"
node = shutil.which("node")

pytestmark = pytest.mark.skipif(
    node is None or not (READERS / "node_modules" / "ical.js").exists(),
    reason="ical.js is not installed: “make setup” does so where npm is",
)


@pytest.fixture
def read_by_thunderbird(tmp_path):
    def read(*entries, **options):
        path = tmp_path / "events.ics"
        ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1").write(
            entries, path, "Events", **options
        )
        command = [str(node), str(READERS / "read_calendar.mjs"), str(path)]
        child = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
        return json.loads(child.stdout)

    return read


def test_summer_and_winter_events_are_at_their_instant(read_by_thunderbird):
    told = read_by_thunderbird(
        entry(1, timed(2026, 10, 24, 9)),
        entry(2, timed(2026, 10, 26, 9)),
        entry(3, timed(2026, 7, 1, 9, zone="Europe/Dublin")),
        entry(4, timed(2026, 7, 1, 9, zone="Africa/Cairo")),
        entry(5, timed(2026, 1, 1, 9, zone="Australia/Lord_Howe")),
    )
    assert [(one["start"][:16], one["end"][:16]) for one in told] == [
        ("2026-10-24T07:00", "2026-10-24T08:30"),
        ("2026-10-26T08:00", "2026-10-26T09:30"),
        ("2026-07-01T08:00", "2026-07-01T09:30"),
        ("2026-07-01T06:00", "2026-07-01T07:30"),
        ("2025-12-31T22:00", "2025-12-31T23:30"),
    ]


def test_whole_days_and_marked_months_are_days(read_by_thunderbird):
    told = read_by_thunderbird(
        entry(1, When.days(date(2024, 10, 17))),
        entry(2, When.days(date(2024, 10, 17), date(2024, 10, 19))),
        entry(3, When.months(2024, 10)),
        partial_dates_as_spans=True,
    )
    assert [(one["summary"], one["start"], one["end"]) for one in told] == [
        ("Event 1", "2024-10-17", "2024-10-18"),
        ("Event 2", "2024-10-17", "2024-10-20"),
        ("October 2024: Event 3", "2024-10-01", "2024-11-01"),
    ]


def test_texts_and_names_come_back_exactly(read_by_thunderbird):
    title = "Größe, Maß; und \\ „Ziel“ 🎉"
    description = "Erste Zeile\nZweite; mit, Zeichen \\n und C:\\Notes\n\n" + "äöü🎉" * 60
    (told,) = read_by_thunderbird(
        entry(
            title=title,
            description=description,
            venue="Saal A; B, C",
            tags=("Energy, heat", "Ärger"),
            attendees=(("Rossi, Anna; Dr.", "anna@example.eu", "participant", "attended"),),
        ),
        with_attendees=True,
    )
    assert (told["summary"], told["description"]) == (title, description)
    assert told["location"] == "Saal A; B, C"
    assert told["categories"] == ["Workshop", "Energy, heat", "Ärger"]
    assert told["attendees"] == [["Rossi, Anna; Dr.", "mailto:anna@example.eu"]]


@pytest.mark.parametrize(
    ("zone", "first_hours"),
    [
        ("Europe/Rome", [8, 12, 9, 9]),
        ("Africa/Cairo", [7, 11, 7, 8]),
        ("Asia/Jerusalem", [7, 11, 8, 8]),
        ("America/Nuuk", [11, 15, 12, 12]),
    ],
)
def test_a_series_with_an_exception_and_a_change_follows_the_clocks(read_by_thunderbird, zone, first_hours):
    told = read_by_thunderbird(
        entry(
            1,
            timed(2024, 10, 15, 10, zone=zone),
            recurrence="FREQ=WEEKLY;BYDAY=TU;COUNT=5",
            exceptions=("2024-11-12T10:00",),
        ),
        entry(
            2,
            timed(2024, 10, 22, 14, zone=zone),
            series_event_id=event_id(1),
            original_start="2024-10-22T10:00",
        ),
    )
    hours = [int(one["start"][11:13]) for one in told]
    assert [one["summary"] for one in told] == ["Event 1", "Event 2", "Event 1", "Event 1"]
    assert hours == first_hours
