"""Calendar files of other programs, each into an empty desk: what arrives, and nothing of it twice.

CAPADESK_CALENDARS names folders whose calendar files are taken as well, or "installed": those that installed
packages carry.
"""

from __future__ import annotations

import os
import re
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.importing.import_plan import ImportPlan, Outcome
from tests.made_files import MadeFiles

OWN = Path(__file__).parent / "calendars"
ENDINGS = (".ics", ".ical", ".ifb", ".vcs")
SECONDS = 5
TOLD_BESIDE = ("duplicate_in_file", "superseded_in_file", "more_notices")
COMPONENT = re.compile(rb"^BEGIN:V(?:EVENT|TODO)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def _files() -> list[Path]:
    folders = [OWN]
    for name in filter(None, os.environ.get("CAPADESK_CALENDARS", "").split(os.pathsep)):
        folders += _of_packages() if name == "installed" else [Path(name)]
    return [
        path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS
    ]


def _of_packages() -> list[Path]:
    specs = [find_spec(name) for name in ("icalendar", "recurring_ical_events", "x_wr_timezone")]
    return [
        Path(spec.origin).parent
        for spec in specs
        if spec is not None and spec.submodule_search_locations and spec.origin
    ]


@pytest.fixture
def desk(tmp_path: Path, made_files: MadeFiles):
    opened = made_files.desk(tmp_path / "desk.db")
    yield opened
    opened.store.close()


def outcomes(plan: ImportPlan) -> set[Outcome]:
    return {item.outcome for item in plan.items}


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.name)
def test_a_file_arrives_whole_or_says_why_not_and_changes_nothing_again(
    desk: Desk, path: Path, tmp_path: Path
) -> None:
    begun = time.process_time()
    plan = desk.imports.plan([path])
    desk.imports.apply(plan)
    assert time.process_time() - begun < SECONDS

    unreadable = [item for item in plan.items if item.outcome is Outcome.UNREADABLE]
    assert all(item.reason for item in unreadable)
    is_refused = len(plan.items) == len(unreadable) == 1 and not unreadable[0].place
    if not is_refused:
        assert all(item.place.startswith("line ") for item in unreadable)
        beside = sum(
            notice.data.get("count", 1) if notice.code == "more_notices" else 1
            for notice in plan.notices
            if notice.code in TOLD_BESIDE
        )
        assert len(plan.items) + beside >= len(COMPONENT.findall(path.read_bytes().replace(b"\0", b"")))

    again = desk.imports.plan([path])
    assert len(again.work) == 0
    assert outcomes(again) <= {Outcome.SAME, Outcome.UNREADABLE}

    if desk.store.select(Event):
        written = tmp_path / "written.ics"
        desk.calendar.export(written, with_internal=True, with_actions=True, partial_dates_as_spans=True)
        assert outcomes(desk.imports.plan([written])) <= {Outcome.SAME}


def events_of(desk: Desk, name: str) -> dict[str, Event]:
    desk.imports.apply(desk.imports.plan([OWN / f"{name}.ics"]))
    return {event.title: event for event in desk.store.select(Event)}


def test_messages_of_one_file_are_read_as_they_came(desk: Desk) -> None:
    events = events_of(desk, "messages")
    assert events.keys() == {"Meeting, a day later", "Weekly"}
    assert events["Meeting, a day later"].status == "cancelled"
    assert events["Weekly"].exceptions == ("2024-10-14T08:00",)


def test_dates_of_a_series_that_is_elsewhere_have_uids_of_their_own(desk: Desk) -> None:
    uids = {event.uid for event in events_of(desk, "occurrences-alone").values()}
    assert len(uids) == 2
    assert "elsewhere@example.org" not in uids


def test_dates_that_came_before_their_series_are_not_doubled_by_it(desk: Desk, tmp_path: Path) -> None:
    alone = OWN / "occurrences-alone.ics"
    desk.imports.apply(desk.imports.plan([alone]))
    series = (
        "BEGIN:VEVENT\nUID:elsewhere@example.org\nDTSTART;TZID=Europe/Rome:20241007T100000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\nSUMMARY:All of them\nEND:VEVENT\nEND:VCALENDAR"
    )
    whole = tmp_path / "whole.ics"
    whole.write_text(alone.read_text(encoding="utf-8").replace("END:VCALENDAR", series), encoding="utf-8")
    desk.imports.apply(desk.imports.plan([whole]))
    events = {event.title: event for event in desk.store.select(Event)}
    assert events.keys() == {"All of them", "The first one", "The second one"}
    assert {event.original_start for event in events.values()} == {"", "2024-10-07T10:00", "2024-10-14T10:00"}
    assert len(desk.imports.plan([whole]).work) == 0
    assert len(desk.imports.plan([alone]).work) == 0
