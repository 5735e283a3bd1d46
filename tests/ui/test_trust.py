"""What the window says of a file that cannot be trusted, and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.file_trust import TrustReport
from capadesk.services.ports import Problem, Recovery
from capadesk.services.ports.file_place import PlaceKind, RiskyPlace
from capadesk.ui.common.desk_requests import MoveFile, RecoverFile
from capadesk.ui.common.message_bar import Mood, Question
from capadesk.ui.common.trust_watch import TrustWatch
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.session import WindowSession
from capadesk.ui.window.trust import WindowTrust
from tests.ui.test_window_session import a_file, opened, session, window_of  # noqa: F401

PLACE = RiskyPlace(PlaceKind.SYNCHRONISED, "OneDrive", Path("/home/ann/OneDrive"))


@pytest.fixture
def questions(window: MainWindow, desk: Desk) -> WindowTrust:
    return WindowTrust(window, desk)


def asked(window: MainWindow) -> Question:
    assert window.bar.mood is Mood.QUESTION
    question = window.bar.question
    assert question is not None
    return question


def give(window: MainWindow, text: str) -> None:
    (found,) = [each for each in asked(window).answers if each.text == text]
    window.bar.clear()
    found.then()


def add(desk: Desk, title: str) -> None:
    with desk.store.unit_of_work() as work:
        work.save(Event(id=new_id(), title=title))
        work.commit("Added “{name}”", name=title)


def test_a_sound_file_in_a_good_place_says_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.background.look_at_file()
    assert window.background.trust is not None
    with qtbot.waitSignal(window.background.trust.ended):
        window.background.trust.look()
    assert window.bar.mood is Mood.QUIET


def test_what_fails_is_told(qtbot: QtBot) -> None:
    def fail() -> TrustReport:
        raise EnvironmentFailure("disk_failed", file="desk.db")

    watch = TrustWatch(fail)
    with qtbot.waitSignal(watch.failed):
        watch.look()
    watch.wait()


def test_damage_is_told_and_the_last_good_backup_offered(
    qtbot: QtBot, window: MainWindow, questions: WindowTrust
) -> None:
    questions.take(TrustReport((Problem("integrity", "file", "row 3 missing"),)))
    assert "row 3 missing" in asked(window).text
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        give(window, "&Bring it back")
    assert wanted.args == [RecoverFile()]


def test_the_most_urgent_is_asked_first_and_each_once(
    qtbot: QtBot, window: MainWindow, questions: WindowTrust, tmp_path: Path
) -> None:
    questions.take(TrustReport(copies=(tmp_path / "desk (1).db",), place=PLACE))
    assert "desk (1).db" in asked(window).text
    give(window, "Leave &alone")
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    assert "OneDrive" in asked(window).text
    give(window, "&Leave it here")
    questions._ask_next()
    assert window.bar.mood is Mood.QUIET


def test_a_folder_that_was_accepted_is_not_warned_of_again(desk: Desk, window: MainWindow) -> None:
    questions = WindowTrust(window, desk)
    questions.take(TrustReport(place=PLACE))
    give(window, "&Leave it here")
    assert desk.store.own_setting("place_accepted") == str(PLACE.folder)


def test_a_conflicted_copy_is_found_and_looked_at_before_it_is_merged(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    location = Path(desk.store.location)
    copy = location.with_name(f"{location.stem} (1){location.suffix}")
    add(desk, "Both")
    desk.store.backup_to(copy)
    other = open_desk(str(copy), author="Bob")
    add(other, "Only in the copy")
    other.store.close()
    report = desk.trust.look()
    assert report.copies == (copy,)
    WindowTrust(window, desk).take(report)
    give(window, "&Look at them…")
    assert window.shown_area == "merge"
    page: Any = window.page
    qtbot.waitUntil(lambda: page.files.presenter.can_merge)
    assert desk.trust.look().copies == (copy,), "nothing is merged before it was looked at"


def test_a_question_that_comes_by_itself_leaves_the_focus_where_it_is(
    qtbot: QtBot, window: MainWindow, questions: WindowTrust
) -> None:
    field = window.page.findChild(QWidget)
    assert field is not None
    field.setFocus()
    before = window.focusWidget()
    questions.take(TrustReport(place=PLACE))
    assert window.focusWidget() is before


def test_a_copy_that_is_left_alone_is_offered_again_only_when_it_changes(desk: Desk) -> None:
    location = Path(desk.store.location)
    copy = location.with_name(f"{location.stem} (1){location.suffix}")
    add(desk, "Both")
    desk.store.backup_to(copy)
    for title in ("First", "Second"):
        other = open_desk(str(copy), author="Bob")
        add(other, title)
        other.store.close()
        report = desk.trust.look()
        assert report.copies == (copy,), title
        desk.trust.leave_copies(report.copies)
        assert desk.trust.look().copies == ()


def test_where_the_file_is_to_lie_is_asked(
    qtbot: QtBot, window: MainWindow, questions: WindowTrust, tmp_path: Path
) -> None:
    questions.take(TrustReport(place=PLACE))
    give(window, "&Move the file…")
    assert questions.dialog is not None
    with qtbot.waitSignal(window.desk_wanted) as wanted:
        questions.dialog.fileSelected.emit(str(tmp_path / "moved.db"))
    assert wanted.args == [MoveFile(tmp_path / "moved.db")]
    questions.dialog.reject()


def test_lost_changes_are_told_and_come_back_from_a_backup(
    qtbot: QtBot,
    session: WindowSession,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path / "first.db", "First")
    old = path.read_bytes()
    desk = open_desk(str(path))
    add(desk, "Lost")
    desk.store.backup_now()
    desk.store.close()
    with path.open("wb") as file:
        file.write(old)
    window = opened(session, path)
    window.background.look_at_file()
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    assert "are missing" in asked(window).text
    give(window, "&Bring them back")
    qtbot.waitUntil(lambda: "Merged" in window.bar.text)
    session.close()
    again = open_desk(str(path))
    assert again.store.lost_at is None
    assert [event.title for event in again.store.select(Event)] == ["Lost"]
    again.store.close()


def test_a_damaged_file_is_brought_back_with_what_can_be_read(
    qtbot: QtBot,
    session: WindowSession,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path / "first.db", "First")
    desk = open_desk(str(path))
    desk.store.backup_now()
    add(desk, "After the backup")
    desk.store.close()
    window = opened(session, path)
    window.desk_wanted.emit(RecoverFile())
    qtbot.waitUntil(lambda: session.window is not None and session.window is not window)
    again = session.window
    assert again is not None
    assert "brought back from the backup" in again.bar.text
    assert "1 later change" in again.bar.text
    session.close()
    kept = [each.name for each in path.with_name("first.db.backups").iterdir() if "damaged" in each.name]
    assert len(kept) == 1
    found = open_desk(str(path))
    assert [event.title for event in found.store.select(Event)] == ["After the backup"]
    found.store.close()


def test_what_is_missing_after_that_is_merged_from_what_others_have(
    qtbot: QtBot,
    session: WindowSession,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path / "first.db", "First")
    window = opened(session, path)
    desk = session._desk
    assert desk is not None
    session.say_recovered(Recovery(None, tmp_path / "damaged", 3, 1, 2), desk)
    assert "3 are not whole" in asked(window).text
    give(window, "&Merge what others have…")
    assert window.shown_area == "merge"


def test_the_file_is_moved_with_its_drafts_and_backups(
    qtbot: QtBot,
    session: WindowSession,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path / "first.db", "First")
    desk = open_desk(str(path))
    desk.store.backup_now()
    desk.store.close()
    (tmp_path / "safe").mkdir()
    target = tmp_path / "safe" / "moved.db"
    opened(session, path).desk_wanted.emit(MoveFile(target))
    window = window_of(qtbot, session, "moved")
    assert str(target.parent) in window.bar.text
    session.close()
    assert not path.exists()
    moved: Any = open_desk(str(target))
    assert len(moved.store.backups()) == 1
    moved.store.close()
