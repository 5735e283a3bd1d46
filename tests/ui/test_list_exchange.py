"""Rows to other programs and back: clipboard, dragging out, dropping files, contact files."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Person
from capadesk.domain.when import When
from capadesk.resource_files import resource_path
from capadesk.services.desk import Desk
from capadesk.services.importing.import_plan import Outcome
from capadesk.services.ports import ListKind
from capadesk.ui.common.lists.list_drag import mime_data
from capadesk.ui.files.file_drop import importable_paths
from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
EVENTS = resource_path("capacities-events.json")


@pytest.fixture
def filled(window: MainWindow, desk: Desk) -> MainWindow:
    """Three events with days, one without, one internal; two people."""
    with desk.store.unit_of_work() as work:
        for name in ("Anna", "Piotr"):
            work.save(Person(id=new_id(), given_name=name, email=f"{name.lower()}@example.org", notes="rude"))
        work.commit("made")
    for number, title in enumerate(("Alpha", "Beta", "Gamma"), start=1):
        add_event(desk, title, when=When.days(date(2026, 3, number)))
    add_event(desk, "Undated")
    add_event(desk, "Secret", when=When.days(date(2026, 3, 9)), visibility="internal")
    window.show_area_named("events")
    refresh(window)
    window.page.focus_list()
    return window


def add_event(desk: Desk, title: str, **fields) -> None:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title, **fields)))


def refresh(window: MainWindow) -> None:
    window.look_for_changes()
    read_list(window)


def wait_for_job(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def files_of(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


# --- the clipboard ----------------------------------------------------------------------------------


def test_copied_rows_are_a_table_in_three_formats(qtbot: QtBot, filled: MainWindow):
    filled.page.list.selectAll()
    qtbot.keyClick(filled.page.list, Key.Key_C, Control)
    data = QApplication.clipboard().mimeData()
    assert data.text().splitlines()[0].startswith("Title\tStart\tEnd\t")
    assert len(data.text().splitlines()) == 6
    assert "<th>Title</th>" in data.html()
    assert bytes(data.data("text/csv").data()).decode().startswith("Title,Start,End,")
    assert filled.bar.text == "5 rows are on the clipboard, as a table."


def test_the_columns_that_were_chosen_are_copied(filled: MainWindow):
    columns = filled.page.list.columns
    columns.set_layout(columns.layout.with_shown(frozenset({"status"})))
    filled.page.list.selectAll()
    filled.page.chosen.copy()
    headings = QApplication.clipboard().text().splitlines()[0].split("\t")
    assert headings[:2] == ["Title", "Status"]
    assert "Kind" not in headings


def test_many_rows_are_copied_in_a_thread(qtbot: QtBot, filled: MainWindow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("capadesk.ui.common.lists.list_clipboard._AT_ONCE", 2)
    QApplication.clipboard().clear()
    filled.page.list.selectAll()
    filled.page.chosen.copy()
    wait_for_job(qtbot, filled)
    assert len(QApplication.clipboard().text().splitlines()) == 6


def test_ctrl_c_in_a_field_is_about_its_text(qtbot: QtBot, filled: MainWindow):
    qtbot.keyClick(filled.page.list, Key.Key_Return)
    field = QApplication.focusWidget()
    qtbot.keyClick(field, Key.Key_A, Control)
    qtbot.keyClick(field, Key.Key_C, Control)
    assert "\t" not in QApplication.clipboard().text()


def test_pasted_rows_go_through_the_preview_of_an_import(qtbot: QtBot, filled: MainWindow, desk: Desk):
    QApplication.clipboard().setText("Title\tStart\nForum\t2026-10-17\nFair\t2026-10-18\n")
    qtbot.keyClick(filled.page.list, Key.Key_V, Control)
    qtbot.waitUntil(lambda: filled.files.preview is not None, timeout=20_000)
    preview = filled.files.preview
    assert preview is not None
    assert preview.plan.counts[Outcome.CREATE] == 2
    assert desk.store.lists.count(ListKind.EVENTS) == 5
    preview.accept()
    wait_for_job(qtbot, filled)
    assert desk.store.lists.count(ListKind.EVENTS) == 7
    filled.undo()
    assert desk.store.lists.count(ListKind.EVENTS) == 5


def test_rows_pasted_into_meetings_are_meetings(qtbot: QtBot, filled: MainWindow, desk: Desk):
    filled.show_area_named("meetings")
    QApplication.clipboard().setText("Title\tStart\nBoard\t2026-10-17\n")
    filled.page.chosen.paste()
    qtbot.waitUntil(lambda: filled.files.preview is not None, timeout=20_000)
    filled.files.preview.accept()  # type: ignore[union-attr]
    wait_for_job(qtbot, filled)
    assert desk.store.lists.count(ListKind.MEETINGS) == 1


def test_people_are_pasted_into_people(qtbot: QtBot, filled: MainWindow, desk: Desk):
    filled.show_area_named("people")
    QApplication.clipboard().setText("Name\tE-mail\nAda Byron\tada@example.org\nAnna\tanna@example.org\n")
    filled.page.chosen.paste()
    qtbot.waitUntil(lambda: filled.files.preview is not None, timeout=20_000)
    preview = filled.files.preview
    assert preview is not None
    assert (preview.plan.counts[Outcome.CREATE], preview.plan.counts[Outcome.SAME]) == (1, 1)
    preview.accept()
    wait_for_job(qtbot, filled)
    assert desk.store.lists.count(ListKind.PEOPLE) == 3


def test_where_nothing_can_be_pasted_it_is_said(qtbot: QtBot, filled: MainWindow):
    QApplication.clipboard().setText("x")
    filled.show_area_named("organisations")
    filled.page.chosen.paste()
    assert filled.bar.text == "Rows can be pasted into the lists of events, meetings and people."
    filled.show_area_named("events")
    QApplication.clipboard().clear()
    filled.page.chosen.paste()
    wait_for_job(qtbot, filled)
    assert filled.bar.text.startswith("There are no rows on the clipboard.")


def test_a_file_on_the_clipboard_is_imported(qtbot: QtBot, filled: MainWindow):
    QApplication.clipboard().setMimeData(files_of(EVENTS))
    filled.page.chosen.paste()
    qtbot.waitUntil(lambda: filled.files.preview is not None, timeout=20_000)
    filled.files.preview.reject()  # type: ignore[union-attr]


# --- dragging out -----------------------------------------------------------------------------------


class Dragging:
    """Stands for the system: takes what is dragged, while the button is held."""

    def __init__(self, window: MainWindow) -> None:
        self.taken: list[QMimeData] = []
        self.is_held = True
        drag = window.page.chosen.drag
        drag.start = self._take
        drag.is_held = lambda: self.is_held

    def _take(self, drag) -> None:
        data = drag.mimeData()
        self.taken.append(mime_copy(data))


def mime_copy(data: QMimeData) -> QMimeData:
    copy = QMimeData()
    for name in data.formats():
        copy.setData(name, data.data(name))
    return copy


def choose(window: MainWindow, *titles: str) -> None:
    model = window.page.model
    rows = [row for row in range(model.rowCount()) if model.row_at(row).title in titles]
    assert len(rows) == len(titles)
    window.page.list.select_positions(rows)


def test_events_are_dragged_as_one_calendar_file(qtbot: QtBot, filled: MainWindow, desk: Desk):
    dragging = Dragging(filled)
    choose(filled, "Alpha", "Gamma")
    filled.page.list.drag_wanted.emit()
    wait_for_job(qtbot, filled)
    (data,) = dragging.taken
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert path.name == "2 events selected.ics"
    text = path.read_text(encoding="utf-8")
    assert bytes(data.data("text/calendar").data()).decode() == text.replace("\n", "\r\n")
    assert (text.count("BEGIN:VEVENT"), "SUMMARY:Alpha" in text, "SUMMARY:Beta" in text) == (2, True, False)
    assert data.text().splitlines()[1].split("\t")[0] in ("Alpha", "Gamma")
    filled.close()
    assert not path.exists()


def test_people_are_dragged_as_one_contact_file_without_private_notes(qtbot: QtBot, filled: MainWindow):
    filled.show_area_named("people")
    read_list(filled)
    dragging = Dragging(filled)
    filled.page.list.selectAll()
    filled.page.list.drag_wanted.emit()
    wait_for_job(qtbot, filled)
    raw = bytes(dragging.taken[0].data("text/vcard").data()).decode()
    assert raw.count("BEGIN:VCARD") == 2
    assert "rude" not in raw


def test_a_drag_that_ended_before_the_file_was_ready_goes_at_once_the_next_time(
    qtbot: QtBot, filled: MainWindow
):
    dragging = Dragging(filled)
    dragging.is_held = False
    choose(filled, "Alpha")
    filled.page.list.drag_wanted.emit()
    wait_for_job(qtbot, filled)
    assert dragging.taken == []
    assert filled.bar.text == "The file is ready now: drag the rows again."
    filled.page.list.drag_wanted.emit()
    assert len(dragging.taken) == 1


def test_what_cannot_leave_as_a_file_is_said(qtbot: QtBot, filled: MainWindow):
    dragging = Dragging(filled)
    choose(filled, "Undated", "Secret")
    filled.page.list.drag_wanted.emit()
    wait_for_job(qtbot, filled)
    assert dragging.taken == []
    assert filled.bar.text.startswith("None of these can leave as a file")


def test_the_mouse_drags_what_is_chosen(qtbot: QtBot, filled: MainWindow):
    view, dragging = filled.page.list, Dragging(filled)
    choose(filled, "Alpha", "Beta")
    row = view.selected_positions()[0]
    place = QPoint(view.visualRect(filled.page.model.index(row, 0)).center())
    with qtbot.waitSignal(view.drag_wanted):
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        for step in range(1, 6):
            qtbot.mouseMove(view.viewport(), place + QPoint(8 * step, 4 * step))
    wait_for_job(qtbot, filled)
    assert len(dragging.taken) == 1
    assert filled.page.chosen.count == 2
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton)


def test_a_window_that_is_closed_meanwhile_drags_nothing(qtbot: QtBot, filled: MainWindow, desk: Desk):
    dragging = Dragging(filled)
    choose(filled, "Alpha")
    filled.page.list.drag_wanted.emit()
    wait_for_job(qtbot, filled)
    desk.scratch.close()
    filled.page.list.drag_wanted.emit()
    assert len(dragging.taken) == 1


def test_mime_data_of_what_is_no_file_is_its_words(filled: MainWindow):
    from capadesk.ui.common.lists.list_drag import DraggedFile

    data = mime_data(DraggedFile(None, "a\tb\n", "1 organisation", False))
    assert (data.text(), data.hasUrls()) == ("a\tb\n", False)


# --- dropping in ------------------------------------------------------------------------------------


def drag_over(window: MainWindow, data: QMimeData, at: QPoint) -> QDragEnterEvent:
    event = QDragEnterEvent(
        at,
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, event)
    return event


def drop(window: MainWindow, data: QMimeData, at: QPoint) -> None:
    event = QDropEvent(
        QPointF(at),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, event)


def middle(window: MainWindow) -> QPoint:
    return window.rect().center()


def over_a_field(window: MainWindow) -> QPoint:
    window.page.focus_filter()
    field = QApplication.focusWidget()
    assert field is not None
    return field.mapTo(window, field.rect().center())


@pytest.mark.parametrize("where", [middle, over_a_field])
def test_files_that_are_dropped_are_imported_after_the_preview(
    qtbot: QtBot, filled: MainWindow, where: Callable[[MainWindow], QPoint]
):
    at, data = where(filled), files_of(EVENTS)
    event = drag_over(filled, data, at)
    assert event.isAccepted()
    assert filled.drop.isVisible()
    drop(filled, data, at)
    assert not filled.drop.isVisible()
    qtbot.waitUntil(lambda: filled.files.preview is not None, timeout=20_000)
    filled.files.preview.reject()  # type: ignore[union-attr]


def test_the_ground_goes_when_the_files_are_dragged_away(filled: MainWindow):
    drag_over(filled, files_of(EVENTS), middle(filled))
    handle = filled.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QDragLeaveEvent())
    assert not filled.drop.isVisible()


def test_what_cannot_be_imported_is_refused(filled: MainWindow, tmp_path: Path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"x")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/events.csv")])
    for data in (files_of(picture), files_of(folder), files_of(EVENTS, picture), web):
        event = drag_over(filled, data, middle(filled))
        assert not event.isAccepted()
        assert not filled.drop.isVisible()


def test_no_file_is_importable_in_plain_text():
    data = QMimeData()
    data.setText("a\tb")
    assert importable_paths(data) == []


# --- contact files ----------------------------------------------------------------------------------


def test_everybody_or_the_chosen_people_are_written_as_contacts(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
):
    filled.exchange.export_contacts(tmp_path / "all.vcf")
    wait_for_job(qtbot, filled)
    assert (tmp_path / "all.vcf").read_text(encoding="utf-8").count("BEGIN:VCARD") == 2
    assert filled.bar.text.startswith("2 people are in ")
    filled.show_area_named("people")
    read_list(filled)
    filled.page.list.select_positions([0])
    filled.exchange.write(tmp_path / "one.vcf", filled.page.chosen.selection())
    wait_for_job(qtbot, filled)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import vobject

        (card,) = vobject.readComponents((tmp_path / "one.vcf").read_text(encoding="utf-8"))
    assert card.email.value == filled.page.model.row_at(0).email


def test_chosen_events_are_written_as_a_calendar_and_what_stays_is_said(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
):
    filled.page.list.selectAll()
    filled.exchange.write(tmp_path / "out.ics", filled.page.chosen.selection())
    wait_for_job(qtbot, filled)
    assert (tmp_path / "out.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 3
    assert "3 events are in" in filled.bar.text
    assert "1 without a known date was left out." in filled.bar.text
    assert "1 is internal and was left out." in filled.bar.text
