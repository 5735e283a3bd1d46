"""Bringing files together by hand: dropped, looked at, settled, taken in, taken out, sent."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation
from capadesk.services.desk import Desk
from capadesk.services.merging.sender_silence import Contact
from capadesk.services.ports import MergeEntry
from capadesk.ui.bring_together.bring_together_page import (
    CONTRADICTIONS,
    DUPLICATES,
    FILES,
    SEND,
    SENDERS,
    BringTogetherPage,
)
from capadesk.ui.bring_together.duplicates_presenter import STAYS
from capadesk.ui.bring_together.senders_presenter import SendersPresenter
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_rows import DayRow, RowMark
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer, choose, press

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier

WORKSHOP = Event(id=new_id(), title="Workshop", kind="workshop")
FORUM = Event(id=new_id(), title="Forum", kind="workshop")
LAB = Event(id=new_id(), title="Lab", kind="workshop")

MakeBob = Callable[[], Desk]


@pytest.fixture
def bob(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """Bob's desk: he knows what the hub knew when it had three events."""
    save(desk, WORKSHOP, FORUM, LAB)
    path = tmp_path / "bob.db"
    desk.store.backup_to(path)
    opened = open_desk(str(path), language="en", author="Bob")
    yield opened
    opened.store.close()


def save(desk: Desk, *records: Event | Organisation) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("Saved “{name}”", name="a name")


def later(first: Desk, second: Desk) -> None:
    """Whatever the second desk does next comes later than all that the first has done."""
    while max(second.store.frontier().values()) <= max(first.store.frontier().values()):
        save(second, Organisation(id=new_id(), name="Something else"))


@pytest.fixture
def package(desk: Desk, bob: Desk, tmp_path: Path) -> Path:
    """What Bob sends: a new event, one that both have renamed, one that he has deleted."""
    save(desk, replace(WORKSHOP, title="Workshop on heat"))
    later(desk, bob)
    save(bob, replace(WORKSHOP, title="Workshop on heat pumps", venue="Town hall"))
    save(bob, Event(id=new_id(), title="Open day", kind="workshop"))
    bob.deletion.delete("event", [LAB.id])
    path = tmp_path / "bob.capadesk"
    bob.packages.export(path)
    return path


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until jobs and readings have ended, those too that follow from one another."""

    def is_calm() -> bool:
        QApplication.processEvents()
        return not window.runner.is_busy and not getattr(window.page, "is_reading", False)

    qtbot.waitUntil(is_calm, timeout=20_000)


def opened(qtbot: QtBot, window: MainWindow, section: int = FILES) -> BringTogetherPage:
    page = window.show_area_named("merge")
    assert isinstance(page, BringTogetherPage)
    page.show_section(section)
    settle(qtbot, window)
    return page


def looked(qtbot: QtBot, window: MainWindow, *paths: Path) -> BringTogetherPage:
    page = opened(qtbot, window)
    page.take_files(paths)
    settle(qtbot, window)
    return page


def titles(model: DayListModel) -> list[str]:
    return [row.title for row in model.rows]


def marks(model: DayListModel) -> list[str]:
    return [mark.text for row in model.rows for mark in row.marks]


# --- files ----------------------------------------------------------------------------------------------


def test_a_package_that_is_dropped_anywhere_is_looked_at(
    qtbot: QtBot, window: MainWindow, desk: Desk, package: Path
):
    window.show_area_named("people")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(package))])
    at, actions = QPoint(300, 300), Qt.DropAction.CopyAction
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window.windowHandle(), QDragEnterEvent(at, actions, data, buttons, modifiers))
    assert window.drop.isVisible()
    QApplication.sendEvent(window.drop, QDropEvent(QPointF(at), actions, data, buttons, modifiers))
    assert window.shown_area == "merge"
    settle(qtbot, window)
    page = window.page
    assert titles(page.files.records.files_model) == ["Bob"]
    assert titles(page.files.records.model)[0] == "Workshop on heat pumps"
    assert desk.store.merges() == []


def test_everything_that_would_come_is_listed_by_what_happens(
    qtbot: QtBot, window: MainWindow, package: Path
):
    page = looked(qtbot, window, package)
    rows = [row for row in page.files.records.model.rows if row.title != "Something else"]
    assert [(row.day, row.title) for row in rows] == [
        ("Both sides have changed", "Workshop on heat pumps"),
        ("Deleted there", "Lab"),
        ("New here", "Open day"),
    ]
    choose(page.files.records.outcome, "Deleted")
    settle(qtbot, window)
    assert titles(page.files.records.model) == ["Lab"]
    page.files.records.show_all()
    page.files.records.field.setText("open")
    qtbot.waitUntil(lambda: titles(page.files.records.model) == ["Open day"])


def test_a_contradiction_is_settled_as_chosen_when_the_files_are_taken_in(
    qtbot: QtBot, window: MainWindow, desk: Desk, package: Path
):
    page = looked(qtbot, window, package)
    cards = page.files.records.panel.cards["event", WORKSHOP.id, "title"]
    assert [card.value.text() for card in cards] == ["Workshop on heat", "Workshop on heat pumps"]
    assert [card.button.isChecked() for card in cards] == [False, True]
    cards[0].button.click()
    assert "(1 chosen)" in page.files.summary.text()
    page.files.merge_button.click()
    settle(qtbot, window)
    stored = desk.store.get(Event, WORKSHOP.id)
    assert (stored.title, stored.venue) == ("Workshop on heat", "Town hall")
    assert desk.merging.contradictions() == []
    done = page.files.presenter.done
    assert done is not None
    assert "1 contradiction settled." in page.files.presenter.done_text(done)
    assert window.bar.text.startswith("Settled contradictions: 1")
    window.undo()
    settle(qtbot, window)
    assert desk.store.get(Event, WORKSHOP.id).title == "Workshop on heat pumps"


def test_without_a_choice_the_rule_holds_and_the_contradiction_stays_open(
    qtbot: QtBot, window: MainWindow, desk: Desk, package: Path
):
    page = looked(qtbot, window, package)
    page.files.merge()
    settle(qtbot, window)
    assert desk.store.get(Event, WORKSHOP.id).title == "Workshop on heat pumps"
    assert page.tabs.tabText(CONTRADICTIONS) == "Contradictions  1"
    assert window.bar.text.startswith("Merged “Bob”")
    window.undo()
    settle(qtbot, window)
    assert desk.store.get(Event, WORKSHOP.id).title == "Workshop on heat"
    assert page.tabs.tabText(CONTRADICTIONS) == "Contradictions"


def test_what_changed_here_meanwhile_is_looked_at_again(
    qtbot: QtBot, window: MainWindow, desk: Desk, package: Path
):
    page = looked(qtbot, window, package)
    change = desk.deletion.delete("event", [FORUM.id])
    window.show_change(change)
    settle(qtbot, window)
    page.files.merge()
    settle(qtbot, window)
    assert len(desk.store.merges()) == 1


def test_a_file_that_cannot_be_read_says_why_and_can_be_left_out(
    qtbot: QtBot, window: MainWindow, package: Path, tmp_path: Path
):
    damaged = tmp_path / "damaged.capadesk"
    damaged.write_bytes(package.read_bytes()[:-40])
    page = looked(qtbot, window, damaged, package)
    assert marks(page.files.records.files_model) == ["Not readable", "Contradictory"]
    state = page.files.presenter.state(0)
    assert state is not None
    assert "damaged.capadesk" in state.text
    assert "1 file stays out" in page.files.summary.text()
    page.files.records.files.setFocus()
    page.files.records.files.show_position(0)
    page.files.records.remove_action.trigger()
    settle(qtbot, window)
    assert titles(page.files.records.files_model) == ["Bob"]


def test_that_a_file_would_lose_its_names_is_said_before_and_after(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    without = tmp_path / "without.capadesk"
    carla = open_desk(str(tmp_path / "carla.db"), author="Carla")
    with closing(carla.store):
        save(carla, Event(id=new_id(), title="Fair"))
        carla.packages.export(without, without_names=True)
    page = looked(qtbot, window, without)
    assert "without names from then on" in page.files.summary.text()
    preview = page.files.presenter.preview
    assert preview is not None
    done = desk.merging.merge(preview)
    assert "without names" in page.files.presenter.done_text(done)
    assert desk.packages.is_without_names()


def test_an_encrypted_file_asks_for_its_passphrase_in_its_place(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    locked = tmp_path / "locked.capadesk.age"
    locked.write_bytes(b"age-encryption.org/v1\n-> scrypt nothing\nthat can be opened\n")
    page = looked(qtbot, window, locked)
    assert marks(page.files.records.files_model) == ["Passphrase needed"]
    panel = page.files.records.passphrase
    assert panel.isVisible()
    assert panel.field.hasFocus()
    qtbot.keyClicks(panel.field, "wrong")
    press(qtbot, window, Key.Key_Return)
    settle(qtbot, window)
    assert "does not fit" in panel.about.text()
    assert page.files.presenter.files[0].passphrase == "wrong"
    assert not page.files.merge_button.isEnabled()


def test_the_same_file_twice_brings_nothing(qtbot: QtBot, window: MainWindow, desk: Desk, package: Path):
    desk.packages.merge(package)
    page = looked(qtbot, window, package, package)
    assert marks(page.files.records.files_model) == ["Nothing new"]
    assert not page.files.merge_button.isEnabled()


def test_the_report_says_record_by_record_what_was_done(
    qtbot: QtBot, window: MainWindow, package: Path, tmp_path: Path
):
    page = looked(qtbot, window, package)
    page.files.records.panel.cards["event", WORKSHOP.id, "title"][0].button.click()
    page.files.merge()
    settle(qtbot, window)
    page.files.save_report(tmp_path / "report.csv")
    settle(qtbot, window)
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Record"] != "Something else"]
    assert [(row["Record"], row["What happened"], row["Field"], row["After"]) for row in rows][:2] == [
        ("Workshop on heat pumps", "Changed", "Title", "Workshop on heat"),
        ("Workshop on heat pumps", "Changed", "Venue", "Town hall"),
    ]
    assert {row["What happened"] for row in rows} == {"Changed", "Deleted", "New"}
    page.files.save_report(tmp_path / "report.xlsx")
    settle(qtbot, window)
    with closing(openpyxl.load_workbook(tmp_path / "report.xlsx")) as book:
        cells = [cell for row in book["Contradictions"].values for cell in row]
    assert "Chosen by hand" in cells
    assert {"Workshop on heat", "Workshop on heat pumps"} <= set(cells)


def test_an_empty_page_invites_to_drop_files(qtbot: QtBot, window: MainWindow):
    page = opened(qtbot, window)
    assert page.files.empty.isVisible()
    assert page.tabs.count() == 6
    press(qtbot, window, Key.Key_PageDown, Control)
    assert page.section is page.contradictions


# --- contradictions -------------------------------------------------------------------------------------


@pytest.fixture
def contradictory(desk: Desk, bob: Desk, tmp_path: Path) -> Desk:
    """Three contradictions are open: Bob’s values hold."""
    events = (WORKSHOP, FORUM, LAB)
    save(desk, *(replace(event, venue="Ours") for event in events))
    later(desk, bob)
    save(bob, *(replace(event, venue="Theirs") for event in events))
    bob.packages.export(tmp_path / "bob.capadesk")
    desk.packages.merge(tmp_path / "bob.capadesk")
    return desk


def venues(desk: Desk) -> list[str]:
    return [desk.store.get(Event, event.id).venue for event in (WORKSHOP, FORUM, LAB)]


def test_a_contradiction_is_settled_from_the_list(qtbot: QtBot, window: MainWindow, contradictory: Desk):
    page = opened(qtbot, window, CONTRADICTIONS)
    section = page.contradictions
    assert len(section.model.rows) == 3
    section.list.show_position(section.model.position_of(("event", WORKSHOP.id, "venue")) or 0)
    section.panel.cards["event", WORKSHOP.id, "venue"][0].button.click()
    section.list.setFocus()
    press(qtbot, window, Key.Key_Return)
    settle(qtbot, window)
    assert venues(contradictory) == ["Ours", "Theirs", "Theirs"]
    assert len(section.model.rows) == 2
    assert page.tabs.tabText(CONTRADICTIONS) == "Contradictions  2"
    assert window.bar.is_undo_offered


def test_all_contradictions_are_settled_at_once(qtbot: QtBot, window: MainWindow, contradictory: Desk):
    section = opened(qtbot, window, CONTRADICTIONS).contradictions
    section.list.selectAll()
    assert section.settle_button.text() == "&Keep what holds in all"
    section.settle_button.click()
    settle(qtbot, window)
    assert venues(contradictory) == ["Theirs", "Theirs", "Theirs"]
    assert section.model.rowCount() == 0
    assert contradictory.merging.contradictions() == []


def test_the_other_values_are_taken_at_once(qtbot: QtBot, window: MainWindow, contradictory: Desk):
    section = opened(qtbot, window, CONTRADICTIONS).contradictions
    section.list.selectAll()
    section.other_button.click()
    settle(qtbot, window)
    assert venues(contradictory) == ["Ours", "Ours", "Ours"]


def test_a_contradiction_leads_to_its_record(qtbot: QtBot, window: MainWindow, contradictory: Desk):
    section = opened(qtbot, window, CONTRADICTIONS).contradictions
    section.open_button.click()
    assert window.shown_area == "events"
    assert contradictory.merging.contradictions() != []


def test_the_history_of_a_record_leads_to_its_contradictions(
    qtbot: QtBot, window: MainWindow, contradictory: Desk
):
    window.show_history("event", FORUM.id)
    settle(qtbot, window)
    assert window.page.settle_button.text() == "Settle 1 contradiction"
    window.page.settle_button.click()
    settle(qtbot, window)
    section = window.page.contradictions
    assert section.chosen() == [("event", FORUM.id, "venue")]
    section.settle()
    settle(qtbot, window)
    window.show_history("event", FORUM.id)
    settle(qtbot, window)
    assert window.page.settle_button.isHidden()


# --- senders --------------------------------------------------------------------------------------------


def test_a_merge_is_taken_out_after_a_question(qtbot: QtBot, window: MainWindow, desk: Desk, package: Path):
    desk.packages.merge(package)
    section = opened(qtbot, window, SENDERS).senders
    assert titles(section.model) == ["Bob", "Bob"]
    section.list.show_position(1)
    assert isinstance(section.chosen(), MergeEntry)
    section.out_button.click()
    assert window.bar.mood is Mood.QUESTION
    answer(window, "&Take it out")
    settle(qtbot, window)
    assert desk.store.get(Event, WORKSHOP.id).title == "Workshop on heat"
    assert "Taken out" in marks(section.model)
    section.list.show_position(len(section.model.rows) - 1)
    assert section.out_button.isHidden()


def test_a_merge_that_own_work_needs_is_kept_and_the_work_is_named(
    qtbot: QtBot, window: MainWindow, desk: Desk, package: Path
):
    desk.packages.merge(package)
    opened_event = next(event for event in desk.store.select(Event) if event.title == "Open day")
    save(desk, replace(opened_event, venue="Here"))
    section = opened(qtbot, window, SENDERS).senders
    section.list.show_position(1)
    section.ask_to_take_out()
    answer(window, "&Take it out")
    settle(qtbot, window)
    assert window.bar.mood is Mood.ERROR
    assert "Saved “a name”" in window.bar.text


def test_who_has_not_sent_for_a_month_is_named(desk: Desk, package: Path):
    desk.packages.merge(package)
    presenter = SendersPresenter(desk)
    presenter.read = presenter.question()()
    (sender,) = presenter.read.senders
    assert presenter.contact(sender) is Contact.IN_TOUCH
    silent = sender._replace(last_received=sender.last_received - timedelta(days=31))
    presenter.read = presenter.read._replace(senders=[silent])
    row = presenter.rows()[0]
    assert [mark.text for mark in row.marks] == ["Silent for a month"]
    assert "Ask for a package" in presenter.comparison(silent).note
    moved = sender._replace(replica=b"\1" * 8)
    presenter.read = presenter.read._replace(senders=[silent, moved])
    assert [mark.text for row in presenter.rows()[:2] for mark in row.marks] == [
        "Another file since",
        "In touch",
    ]
    assert "another file now" in presenter.comparison(silent).note


def test_what_waits_says_for_whom(qtbot: QtBot, window: MainWindow, desk: Desk, bob: Desk, tmp_path: Path):
    since = dict(bob.store.frontier())
    save(bob, Event(id=new_id(), title="First", kind="workshop"))
    middle = dict(bob.store.frontier())
    save(bob, Event(id=new_id(), title="Second", kind="workshop"))
    bob.packages.export(tmp_path / "second.capadesk", since=middle)
    page = looked(qtbot, window, tmp_path / "second.capadesk")
    assert marks(page.files.records.files_model) == ["Would wait"]
    page.files.merge()
    settle(qtbot, window)
    page.show_section(SENDERS)
    settle(qtbot, window)
    assert page.senders.model.rows[0].day == "Waits for earlier changes"
    bob.packages.export(tmp_path / "first.capadesk", since=since)
    page.take_files([tmp_path / "first.capadesk"])
    settle(qtbot, window)
    page.files.merge()
    settle(qtbot, window)
    assert {"First", "Second"} <= {event.title for event in desk.store.select(Event)}
    assert desk.store.waiting() == []


# --- duplicates -----------------------------------------------------------------------------------------


@pytest.fixture
def doubled(desk: Desk) -> tuple[Organisation, Organisation]:
    """The same organisation, made twice."""
    first = Organisation(id=new_id(), name="Climate Alliance", country="IT", website="https://example.org")
    second = Organisation(id=new_id(), name="Climate Alliance", country="IT", helix="academia")
    save(desk, first)
    save(desk, second)
    return first, second


def organisations(desk: Desk) -> list[Organisation]:
    return [each for each in desk.store.select(Organisation) if each.name.startswith("Climate")]


def test_what_is_the_same_is_joined_and_undone(
    qtbot: QtBot, window: MainWindow, desk: Desk, doubled: tuple[Organisation, Organisation]
):
    page = opened(qtbot, window, DUPLICATES)
    section = page.duplicates
    assert page.tabs.tabText(DUPLICATES) == "Duplicates  1"
    proposed = desk.duplicates.compare("organisation", [each.id for each in doubled]).keep
    section.panel.cards[STAYS][1].button.click()
    settle(qtbot, window)
    save(desk, Organisation(id=new_id(), name="Somebody else works too"))
    window.look_for_changes()
    settle(qtbot, window)
    section.join_button.click()
    settle(qtbot, window)
    (joined,) = organisations(desk)
    assert (joined.website, joined.helix) == ("https://example.org", "academia")
    assert joined.id != proposed
    assert section.model.rowCount() == 0
    window.undo()
    settle(qtbot, window)
    assert len(organisations(desk)) == 2


def test_what_is_not_the_same_is_not_offered_again(
    qtbot: QtBot, window: MainWindow, desk: Desk, doubled: tuple[Organisation, Organisation]
):
    section = opened(qtbot, window, DUPLICATES).duplicates
    section.different_button.click()
    settle(qtbot, window)
    assert section.model.rowCount() == 0
    assert desk.duplicates.groups() == []
    assert len(organisations(desk)) == 2


def test_what_is_put_off_can_be_offered_again(
    qtbot: QtBot, window: MainWindow, doubled: tuple[Organisation, Organisation]
):
    section = opened(qtbot, window, DUPLICATES).duplicates
    section.later_button.click()
    assert section.model.rowCount() == 0
    section.presenter.offer_again()
    section.shown()
    section._again.click()
    assert section.model.rowCount() == 1


# --- sending --------------------------------------------------------------------------------------------


def test_a_package_holds_what_the_other_desk_lacks(
    qtbot: QtBot, window: MainWindow, desk: Desk, bob: Desk, tmp_path: Path
):
    save(desk, Event(id=new_id(), title="Only here", kind="workshop"))
    send = opened(qtbot, window, SEND).send
    send.state.setText(bob.packages.state())
    send.lacking.setChecked(True)
    send.save_package(tmp_path / "for-bob.capadesk")
    settle(qtbot, window)
    assert window.bar.text.startswith("1 change is in ")
    bob.packages.merge(tmp_path / "for-bob.capadesk")
    assert "Only here" in {event.title for event in bob.store.select(Event)}
    send.everything.setChecked(True)
    send.without_names.setChecked(True)
    send.save_package(tmp_path / "counted.capadesk")
    settle(qtbot, window)
    assert desk.packages.summary_of(tmp_path / "counted.capadesk").names.value == "withheld"


def test_two_passphrases_that_differ_are_refused(qtbot: QtBot, window: MainWindow):
    send = opened(qtbot, window, SEND).send
    send.encrypted.click()
    assert send.passphrase.isVisible()
    send.passphrase.setText("one")
    send.again.setText("two")
    send.save_button.click()
    assert "not the same" in window.bar.text
    assert send.again.text() == ""


def test_the_state_of_this_desk_goes_to_the_clipboard(qtbot: QtBot, window: MainWindow, desk: Desk):
    opened(qtbot, window, SEND).send.copy_button.click()
    assert QGuiApplication.clipboard().text() == desk.packages.state()


# --- models ---------------------------------------------------------------------------------------------


def test_a_list_under_worded_headings_keeps_qts_rules(qtmodeltester: ModelTester):
    model = DayListModel(str)
    mark = RowMark("plus", Tone.GREEN, "New")
    rows = [
        DayRow(number, f"Heading {number // 2}", "merge", Tone.BLUE, f"Row {number}", "", (mark,))
        for number in range(5)
    ]
    model.set_rows(rows[:4], has_more=True)
    qtmodeltester.check(model)
    model.append(rows[4:], has_more=False)
    model.put(1, rows[1]._replace(title="Other"))
    qtmodeltester.check(model)
    assert titles(model)[1] == "Other"
