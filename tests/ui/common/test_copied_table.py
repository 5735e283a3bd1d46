"""A list as a table for other programs; LibreOffice is asked what it makes of it, where it is installed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Person
from capadesk.domain.when import When
from capadesk.formats.tables.clipboard_table import clipboard_rows
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.selection import Selection
from capadesk.ui.common.lists.copied_table import (
    CopiedCell,
    CopiedColumn,
    copied_columns,
    copied_table,
    guarded_text,
)
from capadesk.ui.events.events_columns import events_columns
from capadesk.ui.people.people_columns import people_columns

OFFICE = shutil.which("soffice")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.scratch.close()
    opened.store.close()


def add_event(desk: Desk, title: str, **fields) -> None:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title, **fields)))


def rows_of(desk: Desk, kind: ListKind) -> list[Any]:
    keys = tuple(desk.store.lists.keys(ListQuery(kind)))
    return list(Selection("x", kind, keys).rows(desk.store.lists))


def event_table(desk: Desk):
    columns = copied_columns(desk, "event", events_columns(desk, lambda: ""))
    return copied_table(columns, rows_of(desk, ListKind.EVENTS))


def texts(*cells: str):
    return copied_table([CopiedColumn("Text", CopiedCell)], cells)


def test_events_are_copied_with_dates_in_columns_of_their_own(desk: Desk):
    with desk.store.unit_of_work() as work:
        city = City(id=new_id(), name="Bari", country="IT")
        work.save(city)
        work.commit("made")
    when = When.timed(datetime(2026, 2, 3, 9, 30), datetime(2026, 2, 3, 16), "Europe/Rome")
    add_event(desk, "Forum", when=when, city_id=city.id, country="IT", status="held")
    head, row = clipboard_rows(event_table(desk).text)
    found = dict(zip(head, row, strict=True))
    assert found["Title"] == "Forum"
    assert found["Start"] == "3 February 2026, 09:30"
    assert found["End"] == "3 February 2026, 16:00"
    assert found["Time zone"] == "Europe/Rome"
    assert (found["City"], found["Country"], found["Status"]) == ("Bari", "Italy", "Held")


@pytest.mark.parametrize(
    "when",
    [
        When.unknown(),
        When.years(2024),
        When.months(2024, 10),
        When.days(date(2024, 10, 17)),
        When.days(date(2024, 10, 17), date(2024, 10, 19)),
        When.timed(datetime(2024, 10, 17, 9, 30), datetime(2024, 10, 18, 16), "Europe/Rome"),
        When.timed(datetime(2024, 10, 17, 9, 30), None, "Europe/Rome"),
    ],
)
@pytest.mark.parametrize("is_html", [False, True])
def test_what_is_copied_can_be_pasted_into_another_file(
    desk: Desk, tmp_path: Path, when: When, is_html: bool
):
    add_event(desk, "=Forum", when=when, country="IT", status="held", kind="webinar")
    add_event(desk, "Other", when=when, country="PL", status="planned", kind="webinar")
    table = event_table(desk)
    other = open_desk(str(tmp_path / "other.db"), language="en", author="Ada")
    try:
        path = other.paste.events_file(table.text, table.html if is_html else "")
        other.imports.apply(other.imports.plan([path]))
        events = {event.title: event for event in other.store.select(Event)}
        assert events.keys() == {"=Forum", "Other"}
        assert events["=Forum"].when == when
        assert (events["=Forum"].status, events["=Forum"].kind) == ("held", "webinar")
        assert events["Other"].country == "PL"
    finally:
        other.scratch.close()
        other.store.close()


def test_people_are_copied_with_their_names_apart(desk: Desk):
    with desk.store.unit_of_work() as work:
        work.save(Person(id=new_id(), given_name="Anna", family_name="Bianchi", phone="+39 06 1234567"))
        work.commit("made")
    table = copied_table(copied_columns(desk, "person", people_columns(desk)), rows_of(desk, ListKind.PEOPLE))
    head, row = clipboard_rows(table.text)
    found = dict(zip(head, row, strict=True))
    assert (found["Given name"], found["Family name"]) == ("Anna", "Bianchi")
    assert found["Phone"] == "+39 06 1234567"
    assert {"Organisation", "Position", "E-mail", "City", "Country"} <= set(head)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", '-@"x"', "\t=1"])
def test_what_would_be_run_as_a_formula_gets_an_apostrophe(text: str):
    assert guarded_text(text) == "'" + text


@pytest.mark.parametrize("text", ["+39 06 1234567", "-5", "- 3.5", "+1 (555) 010-99", "a=b", "", "'tis"])
def test_numbers_of_telephones_and_below_zero_stay_as_they_are(text: str):
    assert guarded_text(text) == text


def test_a_pasted_copy_is_what_was_copied():
    hard = ["=1+1", "a\tb\nc", '"quoted"', "+39 06", "<b>&amp;</b>", "Łódź", "'tis", "-@x"]
    one_line = [" ".join(text.split()) for text in hard]
    table = texts(*hard)
    assert clipboard_rows(table.text) == [["Text"], *([text] for text in one_line)]
    assert clipboard_rows("", table.html) == [["Text"], *([text] for text in one_line)]
    assert len(list(csv.reader(io.StringIO(table.csv)))) == len(hard) + 1


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_takes_text_as_text_numbers_as_numbers_and_days_as_days(tmp_path: Path):
    assert OFFICE is not None
    from capadesk.ui.common.lists import copied_table as module

    hard = ["=1+1", "+39 06 1234567", "@SUM(A1)", "0012", "2024-10", "1/2", "-5"]
    columns = [
        CopiedColumn("Text", CopiedCell),
        CopiedColumn("Number", lambda _text: CopiedCell("1,204", 1204.0)),
        CopiedColumn("Day", lambda _text: module._day("3 February 2026", date(2026, 2, 3))),
        CopiedColumn(
            "Time", lambda _text: CopiedCell("3 February 2026, 09:30", 46056 + 9.5 / 24, module._TIME_FORMAT)
        ),
    ]
    (tmp_path / "table.html").write_text(copied_table(columns, hard).html, encoding="utf-8")
    options = ["--infilter=HTML (StarCalc)", "--outdir", str(tmp_path)]
    subprocess.run(
        [OFFICE, "--headless", "--convert-to", "fods", *options, str(tmp_path / "table.html")],
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    sheet = (tmp_path / "table.fods").read_text(encoding="utf-8")
    assert "table:formula" not in sheet
    cells = re.findall(r'<table:table-cell[^>]*value-type="(\w+)"[^>]*>\s*<text:p>([^<]*)</text:p>', sheet)
    shown = [text for kind, text in cells if kind == "string"]
    assert [text for text in hard if text not in shown] == []
    assert 'office:value="1204"' in sheet
    assert 'office:date-value="2026-02-03"' in sheet
    assert 'office:date-value="2026-02-03T09:30:00"' in sheet


def test_days_of_actions_are_days_not_how_far_they_are(desk: Desk):
    from capadesk.domain.records import Action
    from capadesk.ui.actions.actions_columns import actions_columns

    with desk.store.unit_of_work() as work:
        work.save(Action(id=new_id(), text="Call", due=desk.clock.today()))
        work.commit("made")
    table = copied_table(
        copied_columns(desk, "action", actions_columns(desk)), rows_of(desk, ListKind.ACTIONS)
    )
    head, row = clipboard_rows(table.text)
    assert row[head.index("Due")] == desk.localisation.date(desk.clock.today())
