"""What is written is read alike by five programs that know nothing of each other: a window of five years."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from capadesk.domain.records.event import uid_for
from capadesk.domain.series_rule import dates_between, local_starts, rule_of
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.ports import CalendarEntry, CalendarLook
from tests.formats.calendar_samples import LabelsByCode, entry, event_id, timed
from tests.formats.readers.read_libical import library
from tests.formats.readers.told import LAST, is_within, told

ROOT = Path(__file__).parents[2]
READERS = Path(__file__).parent / "readers"
ZONES = (
    "Europe/Rome", "Europe/Lisbon", "Europe/Dublin", "Europe/Helsinki", "America/New_York", "Asia/Kolkata",
    "Africa/Cairo", "Asia/Jerusalem", "America/Nuuk", "Australia/Lord_Howe", "Africa/Casablanca", "UTC",
)  # fmt: skip
TEXTS = (
    "Größe, Maß; und \\ „Ziel“",
    "🎉 Łódź: 12–14 %, “quotes” & <b>no markup</b>",
    "Zeile eins\nZeile zwei; mit, Zeichen \\n und C:\\Maps\n\n" + "äöü🎉 " * 40 + "Ende",
)
RULES = (
    "FREQ=WEEKLY;BYDAY=TU;COUNT=12",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20241101T090000Z",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=9",
    "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20241231T235959Z",
)


def samples() -> list[CalendarEntry]:
    """Events in many zones around changes of clocks, days, series with gaps and changes, all states."""
    found: list[CalendarEntry] = []
    states = ("planned", "confirmed", "held", "cancelled", "postponed")

    def add(when: When, **fields: Any) -> int:
        number = len(found) + 1
        found.append(
            entry(
                number,
                when,
                f"{number} {TEXTS[number % 2]}",
                uid=uid_for(event_id(number)),
                status=fields.pop("status", states[number % len(states)]),
                description=TEXTS[number % 3] if number % 4 else "",
                venue="Saal A; B, C" if number % 3 else "",
                **fields,
            )
        )
        return number

    for zone in ZONES:
        for month, day, hour in ((1, 15, 9), (3, 30, 2), (7, 1, 23), (10, 26, 2), (10, 25, 18)):
            add(timed(2025, month, day, hour, zone=zone))
    for length in (1, 2, 40):
        add(When.days(date(2024, 2, 28), date(2024, 2, 28) + timedelta(days=length - 1)))
    # Series in zones whose rule of now was that of the whole window: what a VTIMEZONE cannot say is told
    # in docs/decisions 5.
    for number, rule in enumerate(RULES):
        for zone in ("Europe/Rome", "America/New_York"):
            first = When.timed(datetime(2024, 9, 3, 17, 30), datetime(2024, 9, 3, 19), zone)
            add(first, recurrence=rule, status="confirmed")
        add(When.days(date(2024, 9, 3 + number)), recurrence=rule.partition(";UNTIL")[0] + ";COUNT=9")
    first = timed(2025, 3, 4, 10)
    series = add(first, recurrence=RULES[0], exceptions=("2025-03-11T10:00", "2025-04-01T10:00"))
    for original, start in (
        ("2025-03-18T10:00", datetime(2025, 3, 19, 8)),
        ("2025-03-25T10:00", datetime(2027, 1, 1, 7)),
    ):
        add(
            When.timed(start, start + timedelta(hours=3), "Europe/Rome"),
            series_event_id=event_id(series),
            original_start=original,
        )
    return found


def expected(entries: list[CalendarEntry]) -> list[dict[str, Any]]:
    """What everybody should tell, by CapaDesk's own dates."""
    found = []
    changed = {(each.event.series_event_id, each.event.original_start) for each in entries}
    for each in entries:
        event = each.event
        rule = rule_of(event)
        when: Any = event.when  # its dates are known, and both of one kind
        starts = [when.start]
        if rule is not None:
            gone = local_starts(
                [*event.exceptions, *(start for of, start in changed if of == event.id)], event
            )
            dates = dates_between(rule, rule.first, LAST.replace(tzinfo=None)).starts
            starts = [s if isinstance(when.start, datetime) else s.date() for s in dates]
            starts = [s for s in starts if s not in gone]
        uid = uid_for(event.series_event_id) if event.series_event_id else event.uid
        for start in starts:
            if is_within(first := in_zone(start, when)):
                end = in_zone(start + (when.end - when.start), when)
                end += timedelta(0 if isinstance(end, datetime) else 1)
                found.append(
                    told(
                        uid,
                        first,
                        end,
                        summary=event.title,
                        location=event.venue,
                        description=event.description,
                        status=STATUS[event.status],
                    )
                )
    return found


STATUS = {
    "planned": "TENTATIVE", "confirmed": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED",
    "postponed": "TENTATIVE",
}  # fmt: skip


def in_zone(value: date, when: When) -> date:
    return value.replace(tzinfo=ZoneInfo(when.zone)) if isinstance(value, datetime) else value


def sorted_texts(told_by: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    names = ("uid", "start", "end", "summary", "location", "description", "status")
    return sorted(tuple(" ".join(str(one[name]).split(" ")) for name in names) for one in told_by)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, ...]]]:
    entries = samples()
    path = tmp_path_factory.mktemp("readers") / "events.ics"
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1")
    look = CalendarLook(False, 30, "", "teal", "https://a.eu/c.ics", "https://a.eu/i.png", 60)
    writer.write(entries, path, "Events; all, of them", look=look)
    return path, sorted_texts(expected(entries))


def command(reader: str) -> list[str]:
    """How a reader is run; the test is skipped where it is not installed."""
    if reader == "ical.js":
        node = shutil.which("node")
        if node is None or not (READERS / "node_modules" / "ical.js").exists():
            pytest.skip("ical.js is not installed: “make setup” does so where npm is")
        return [node, str(READERS / "read_occurrences.mjs")]
    if reader == "libical" and library() is None:
        pytest.skip("libical 3 is not installed: on Debian the package libical3")
    if reader in ("khal", "radicale") and find_spec(reader) is None:
        pytest.skip(f"{reader} is not installed: “make setup” does so")
    return [sys.executable, "-m", f"tests.formats.readers.read_{reader}"]


@pytest.mark.parametrize("reader", ["icalendar", "ical.js", "libical", "khal", "radicale"])
def test_everybody_reads_the_same_occurrences_and_texts(
    file: tuple[Path, list[tuple[str, ...]]], reader: str
) -> None:
    path, wanted = file
    child = subprocess.run(
        [*command(reader), str(path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert sorted_texts(json.loads(child.stdout.splitlines()[-1])) == wanted
