"""Files in and out from the menu: in a thread, with words for what was done."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Event
from capadesk.resource_files import resource_path
from capadesk.services.desk import Desk
from capadesk.services.importing.import_plan import Outcome
from capadesk.services.ports import ListKind
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.files.import_items import counts_text
from capadesk.ui.files.import_preview import ImportPreview
from capadesk.ui.window.main_window import MainWindow

EVENTS = resource_path("capacities-events.json")


def preview_of(qtbot: QtBot, window: MainWindow, *paths: Path) -> ImportPreview:
    window.files.plan_import(paths)
    qtbot.waitUntil(lambda: window.files.preview is not None, timeout=10_000)
    assert window.files.preview is not None
    return window.files.preview


def wait_for_the_job(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def event_count(desk: Desk) -> int:
    return sum(desk.store.lists.count(kind) for kind in (ListKind.EVENTS, ListKind.MEETINGS))


def test_an_import_is_shown_before_it_is_done(qtbot: QtBot, window: MainWindow, desk: Desk):
    preview = preview_of(qtbot, window, EVENTS)
    assert preview.plan.counts[Outcome.CREATE] == 36
    assert event_count(desk) == 0
    preview.accept()
    wait_for_the_job(qtbot, window)
    assert event_count(desk) == 36
    assert window.bar.is_undo_offered
    window.undo()
    wait_for_the_job(qtbot, window)
    assert event_count(desk) == 0


def test_the_same_file_again_has_nothing_to_apply(qtbot: QtBot, window: MainWindow, desk: Desk):
    desk.imports.apply(desk.imports.plan([EVENTS]))
    preview = preview_of(qtbot, window, EVENTS)
    assert not hasattr(preview, "apply_button")
    assert counts_text(preview.plan, desk.localisation) == "36 unchanged"
    preview.reject()


def test_a_rejected_import_changes_nothing(qtbot: QtBot, window: MainWindow, desk: Desk):
    preview_of(qtbot, window, EVENTS).reject()
    assert event_count(desk) == 0
    assert not window.runner.is_busy


def test_an_unreadable_file_is_an_item_with_its_reason(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    preview = preview_of(qtbot, window, broken)
    assert preview.plan.counts[Outcome.UNREADABLE] == 1
    preview.reject()


@pytest.mark.sample
def test_a_calendar_a_report_and_a_backup_are_written(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    for write, name in (
        (window.files.export_calendar, "out.ics"),
        (window.files.export_report, "out.xlsx"),
        (window.files.back_up, "copy.db"),
    ):
        write(tmp_path / name)
        wait_for_the_job(qtbot, window)
        assert window.bar.mood is Mood.DONE, window.bar.text
        assert name in window.bar.text
        assert (tmp_path / name).stat().st_size > 0


def test_a_folder_that_is_not_there_is_an_error_in_words(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    window.files.export_calendar(tmp_path / "nowhere" / "out.ics")
    wait_for_the_job(qtbot, window)
    assert window.bar.mood is Mood.ERROR
    assert "nowhere" in window.bar.text


def test_progress_is_shown_and_cancel_stops(qtbot: QtBot, window: MainWindow):
    may_go_on = threading.Event()

    def work(step) -> None:
        step(1, 4)
        may_go_on.wait(5)
        step(2, 4)

    window.files.run("Counting", work, lambda _none: None)
    qtbot.waitUntil(window.progress.isVisible)
    window.progress.cancel_button.click()
    may_go_on.set()
    wait_for_the_job(qtbot, window)
    assert window.bar.text == "Cancelled; nothing was changed."
    assert not window.progress.isVisible()


def test_the_window_answers_while_it_imports(qtbot: QtBot, window: MainWindow, desk: Desk):
    threads: set[int] = set()

    def work(_step) -> None:
        threads.add(threading.get_ident())

    window.files.run("Working", work, lambda _none: None)
    wait_for_the_job(qtbot, window)
    assert threads
    assert threading.get_ident() not in threads


def test_a_workbook_to_fill_in_can_be_imported(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path):
    window.files.write_template(tmp_path / "events.xlsx")
    wait_for_the_job(qtbot, window)
    assert window.bar.mood is Mood.DONE, window.bar.text
    preview = preview_of(qtbot, window, tmp_path / "events.xlsx")
    assert preview.plan.counts[Outcome.UNREADABLE] == 0
    preview.reject()


def test_times_without_a_zone_are_read_again_in_the_one_that_is_chosen(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    path = tmp_path / "feed.ics"
    event = "BEGIN:VEVENT\nUID:a@x\nSUMMARY:Lab\nDTSTART:20241017T093000\nEND:VEVENT\n"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}END:VCALENDAR\n", encoding="utf-8")
    preview = preview_of(qtbot, window, path)
    field = preview.zone_field
    assert field is not None
    assert field.value() == preview.plan.assumed_zone
    field.set_value("Europe/Lisbon")
    field.changed.emit()
    qtbot.waitUntil(lambda: window.files.preview not in (None, preview), timeout=10_000)
    again = window.files.preview
    assert again is not None
    assert again.plan.assumed_zone == "Europe/Lisbon"
    again.accept()
    wait_for_the_job(qtbot, window)
    (event_here,) = desk.store.select(Event)
    assert event_here.when.zone == "Europe/Lisbon"


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//EN
BEGIN:VEVENT
UID:one@x.org
DTSTART:20240101T100000Z
SEQUENCE:{sequence}
SUMMARY:{title}
no line
END:VEVENT
BEGIN:VEVENT
UID:two@x.org
DTSTART:soon
SUMMARY:Never
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_shown_with_its_lines_and_what_each_field_becomes(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    path = tmp_path / "team.ics"
    path.write_text(CALENDAR.format(sequence=0, title="Lab"), encoding="utf-8")
    desk.imports.apply(desk.imports.plan([path]))
    path.write_text(CALENDAR.format(sequence=1, title="Laboratory"), encoding="utf-8")
    preview = preview_of(qtbot, window, path)
    model = preview.table.model()
    rows = [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]
    assert rows == [
        ("unreadable", "Never", "line 13"),
        ("remark", "", "line 9"),
        ("to update", "Laboratory", "line 4"),
    ]
    assert "“soon”" in preview.details.toPlainText()
    preview.table.selectRow(2)
    assert "“Lab” → “Laboratory”" in preview.details.toPlainText()
    preview.reject()
