"""One window after another: the first start, other data files, the sample, backups put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import DeskFiles, create_desk, open_desk, open_desk_for_window
from capadesk.domain.records import Platform
from capadesk.services.ports import ListKind
from capadesk.ui.common.desk_requests import NewFile, OpenFile, OpenSample, Reopen, RestoreBackup
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.common.recent_files import RecentFiles, short_places
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.session import WindowSession
from tests.ui.hands import answer

PATIENCE_MS = 20_000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.delenv("CAPADESK_LANGUAGE", raising=False)
    monkeypatch.delenv("CAPADESK_AUTHOR", raising=False)


@pytest.fixture
def session(qtbot: QtBot, appearance: Appearance, settings: QSettings) -> Iterator[WindowSession]:
    made = WindowSession(DeskFiles(), appearance, settings)
    yield made
    made.close()
    QApplication.processEvents()


def a_file(path: Path, platform: str) -> Path:
    create_desk(str(path), platform=platform).store.close()
    return path


def opened(session: WindowSession, path: Path) -> MainWindow:
    session.show(open_desk_for_window(str(path)))
    assert session.window is not None
    return session.window


def window_of(qtbot: QtBot, session: WindowSession, title: str) -> MainWindow:
    """Wait until the window over that file is there."""
    qtbot.waitUntil(
        lambda: session.window is not None and session.window.windowTitle().startswith(f"{title}[*]"),
        timeout=PATIENCE_MS,
    )
    assert session.window is not None
    return session.window


def platforms(path: Path) -> list[str]:
    desk = open_desk(str(path), read_only=True)
    names = [platform.name for platform in desk.store.select(Platform)]
    desk.store.close()
    return names


# --- the first start ----------------------------------------------------------------------------------


def test_a_new_file_asks_on_one_page_and_begins_with_enter(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    page = session.first_start
    assert page is not None
    assert session.window is None
    page.name.set_value("Ada Lovelace")
    page.country.set_value("IT")
    page.country.changed.emit()
    assert page.platform.value() == "National platform Italy"
    with qtbot.waitActive(page):
        page.activateWindow()
    line = page.platform.focusProxy()
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    window = window_of(qtbot, session, "a")
    assert window.isVisible()
    assert session.first_start is None
    session.close()
    assert platforms(tmp_path / "a.db") == ["National platform Italy"]
    again = open_desk_for_window(str(tmp_path / "a.db"))
    newest = again.store.next_undo()
    assert newest is not None
    assert newest.author == "Ada Lovelace"
    session.show(again)
    assert session.first_start is None


def test_a_name_that_was_typed_does_not_follow_the_country(session: WindowSession, tmp_path: Path):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    page = session.first_start
    assert page is not None
    page.platform.set_value("Città Italia")
    page.country.set_value("FR")
    page.country.changed.emit()
    assert page.platform.value() == "Città Italia"


def test_a_platform_without_a_name_is_asked_for(session: WindowSession, tmp_path: Path):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    page = session.first_start
    assert page is not None
    page.platform.set_value("")
    page.begin_button.click()
    assert "name" in page.problem.text()
    assert session.window is None


def test_another_language_is_spoken_from_the_first_window_on(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    page = session.first_start
    assert page is not None
    page.language.setCurrentIndex(page.language.findData("it"))
    page.begin_button.click()
    window_of(qtbot, session, "a")
    session.close()
    desk = open_desk(str(tmp_path / "a.db"))
    assert desk.localisation.language == "it"
    desk.store.close()


def test_the_sample_lies_in_a_file_of_its_own(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    page = session.first_start
    assert page is not None
    page.sample_button.click()
    window = window_of(qtbot, session, "capadesk-sample")
    assert "sample" in window.bar.text
    session.close()
    assert platforms(tmp_path / "a.db") == []
    desk = open_desk(str(tmp_path / "capadesk-sample.db"), read_only=True)
    assert desk.store.lists.count(ListKind.EVENTS) > 20
    desk.store.close()


def test_closing_the_first_page_ends_the_program(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    session.show(open_desk_for_window(str(tmp_path / "a.db")))
    assert session.first_start is not None
    with qtbot.waitSignal(session.ended):
        session.first_start.close()


def test_a_file_with_records_is_never_asked_about(session: WindowSession, tmp_path: Path):
    desk = open_desk_for_window(str(tmp_path / "a.db"))
    desk.sample.add_sample()
    session.show(desk)
    assert session.first_start is None


def test_a_file_that_is_read_only_is_never_asked_about(session: WindowSession, tmp_path: Path):
    open_desk(str(tmp_path / "a.db")).store.close()
    session.show(open_desk_for_window(str(tmp_path / "a.db"), read_only=True))
    assert session.first_start is None
    assert session.window is not None
    assert "reading only" in session.window.windowTitle()


# --- other files --------------------------------------------------------------------------------------


def test_another_file_takes_the_place_of_the_present_one(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    window = opened(session, first)
    window.desk_wanted.emit(OpenFile(second))
    assert window_of(qtbot, session, "second") is not window
    open_desk_for_window(str(first)).store.close()  # it was let go


def test_a_new_file_begins_with_the_questions(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    opened(session, a_file(tmp_path / "first.db", "First")).desk_wanted.emit(NewFile(tmp_path / "new.db"))
    qtbot.waitUntil(lambda: session.first_start is not None, timeout=PATIENCE_MS)
    assert (tmp_path / "new.db").exists()


def test_a_file_that_is_there_is_not_made_anew(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    opened(session, first).desk_wanted.emit(NewFile(second))
    window = window_of(qtbot, session, "first")
    assert window.bar.mood is Mood.ERROR
    assert platforms(second) == ["Second"]


def test_what_is_not_saved_is_asked_about_before_another_file_is_opened(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    window = opened(session, first)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.show_area_named("events")
    window.start_new()
    qtbot.keyClicks(QApplication.focusWidget() or window, "Half a title")
    window.desk_wanted.emit(OpenFile(second))
    assert session.window is window
    assert window.bar.mood is Mood.QUESTION
    answer(window, "&Keep editing")
    assert session.window is window
    window.desk_wanted.emit(OpenFile(second))
    answer(window, "&Discard changes")
    window_of(qtbot, session, "second")


def test_a_file_that_another_window_holds_can_be_read(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    other = open_desk_for_window(str(second))
    window = opened(session, first)
    window.desk_wanted.emit(OpenFile(second))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    answer(window, "&Stay here")
    assert session.window is window
    window.desk_wanted.emit(OpenFile(second))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    answer(window, "Open for &reading only")
    qtbot.waitUntil(lambda: session.window is not None and session.window is not window)
    assert session.window is not None
    assert "reading only" in session.window.windowTitle()
    other.store.close()


def test_a_damaged_file_can_be_brought_back_where_it_is_opened(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    second.write_bytes(bytes(4_096) + second.read_bytes()[4_096:])
    window = opened(session, first)
    window.desk_wanted.emit(OpenFile(second))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    assert "second.db is damaged" in window.bar.text
    answer(window, "&Save what can still be read into a new file")
    again = window_of(qtbot, session, "second")
    assert "1 later change" in again.bar.text
    assert platforms(second) == ["Second"]


def test_a_package_that_is_opened_can_be_brought_together_with_the_open_file(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    package = tmp_path / "anna.capadesk"
    other = open_desk(str(a_file(tmp_path / "second.db", "Second")))
    other.packages.export(package)
    other.store.close()
    window = opened(session, a_file(tmp_path / "first.db", "First"))
    window.desk_wanted.emit(OpenFile(package))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    assert "anna.capadesk is a package" in window.bar.text
    answer(window, "&Look what it would bring…")
    assert session.window is window
    assert window.shown_area == "merge"


def test_a_file_that_is_no_data_file_leaves_the_window_as_it_is(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    text = tmp_path / "letter.txt"
    text.write_text("Dear Ada")
    window = opened(session, a_file(tmp_path / "first.db", "First"))
    window.desk_wanted.emit(OpenFile(text))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.ERROR)
    assert session.window is window
    assert "letter.txt" in window.bar.text


def test_the_open_file_is_not_opened_twice(session: WindowSession, tmp_path: Path):
    path = a_file(tmp_path / "first.db", "First")
    window = opened(session, path)
    window.desk_wanted.emit(OpenFile(path))
    assert session.window is window
    assert "open already" in window.bar.text


def test_a_backup_is_opened_for_reading_only(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    window = opened(session, a_file(tmp_path / "first.db", "First"))
    desk = open_desk(str(tmp_path / "first.db"))
    info = desk.store.backup_now()
    desk.store.close()
    window.desk_wanted.emit(OpenFile(info.path))
    qtbot.waitUntil(lambda: session.window is not None and session.window is not window)
    assert session.window is not None
    assert "reading only" in session.window.windowTitle()


def test_going_back_to_a_backup_keeps_what_was_there(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    path = a_file(tmp_path / "first.db", "Before")
    desk = open_desk(str(path))
    info = desk.store.backup_now()
    desk.sample.add_sample()
    desk.store.close()
    before = opened(session, path)
    before.desk_wanted.emit(RestoreBackup(info.path))
    window = window_of(qtbot, session, "first")
    assert window is not before
    assert "as it was" in window.bar.text
    question = window.bar.question
    assert question is not None
    assert [answer.text for answer in question.answers] == ["&Put back what was there before", "&Leave it so"]
    session.close()
    restored = open_desk(str(path))
    assert restored.store.lists.count(ListKind.EVENTS) == 0
    assert len(restored.store.backups()) == 2
    restored.store.close()


def test_going_back_is_taken_back_by_the_button_beside_it(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    path = a_file(tmp_path / "first.db", "Before")
    desk = open_desk(str(path))
    info = desk.store.backup_now()
    desk.sample.add_sample()
    events = desk.store.lists.count(ListKind.EVENTS)
    desk.store.close()
    before = opened(session, path)
    before.desk_wanted.emit(RestoreBackup(info.path))
    window = window_of(qtbot, session, "first")
    question = window.bar.question
    assert question is not None
    question.answers[0].then()
    qtbot.waitUntil(lambda: session.window is not None and session.window is not window)
    session.close()
    again = open_desk(str(path))
    assert again.store.lists.count(ListKind.EVENTS) == events
    again.store.close()


def test_a_backup_that_is_damaged_changes_nothing(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    path = a_file(tmp_path / "first.db", "Before")
    broken = tmp_path / "broken.capadesk"
    broken.write_bytes(path.read_bytes()[:5000])
    opened(session, path).desk_wanted.emit(RestoreBackup(broken))
    window = window_of(qtbot, session, "first")
    qtbot.waitUntil(lambda: window.bar.mood is Mood.ERROR)
    session.close()
    assert platforms(path) == ["Before"]


def test_the_window_comes_back_where_it_was_when_it_is_opened_anew(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    window = opened(session, a_file(tmp_path / "first.db", "First"))
    window.show_area_named("settings")
    window.desk_wanted.emit(Reopen())
    assert session.window is not None
    assert session.window is not window
    assert session.window.shown_area == "settings"


def test_the_sample_can_be_opened_again(qtbot: QtBot, session: WindowSession, tmp_path: Path):
    first = a_file(tmp_path / "first.db", "First")
    opened(session, first).desk_wanted.emit(OpenSample())
    window_of(qtbot, session, "capadesk-sample").desk_wanted.emit(OpenFile(first))
    window_of(qtbot, session, "first").desk_wanted.emit(OpenSample())
    window_of(qtbot, session, "capadesk-sample")


def test_what_is_typed_while_another_file_opens_is_asked_about(
    qtbot: QtBot, session: WindowSession, tmp_path: Path
):
    first, second = a_file(tmp_path / "first.db", "First"), a_file(tmp_path / "second.db", "Second")
    window = opened(session, first)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.show_area_named("events")
    window.desk_wanted.emit(OpenFile(second))
    window.start_new()
    qtbot.keyClicks(QApplication.focusWidget() or window, "Half a title")
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION, timeout=PATIENCE_MS)
    assert session.window is window
    answer(window, "&Discard changes")
    window_of(qtbot, session, "second")


# --- recent files -------------------------------------------------------------------------------------


def test_recent_files_are_bounded_and_the_newest_comes_first(settings: QSettings, tmp_path: Path):
    recent = RecentFiles(settings)
    for number in range(12):
        recent.note(str(tmp_path / f"{number}.db"))
    recent.note(str(tmp_path / "9.db"))
    assert [Path(location).stem for location in recent.locations()] == [
        "9",
        "11",
        "10",
        "8",
        "7",
        "6",
        "5",
        "4",
    ]
    recent.clear(str(tmp_path / "9.db"))
    assert recent.locations() == [str(tmp_path / "9.db")]


def test_files_of_one_name_are_told_apart_by_their_folders():
    hubs = ["postgresql+psycopg://ann@hub.eu/capa", "postgresql+psycopg://bob@hub.eu/capa"]
    places = ["/italy/hub.db", "/france/hub.db", "/spain/other.db", *hubs]
    named = ["hub – italy", "hub – france", "other", "capa · hub.eu – ann", "capa · hub.eu – bob"]
    assert short_places(places) == named


def test_the_menu_lists_other_files_and_greys_those_that_are_gone(
    qtbot: QtBot, session: WindowSession, tmp_path: Path, settings: QSettings
):
    recent = RecentFiles(settings)
    recent.note(str(tmp_path / "gone.db"))
    recent.note(str(a_file(tmp_path / "there.db", "There")))
    window = opened(session, a_file(tmp_path / "first.db", "First"))
    menu = QMenu(window)
    window.data_files.fill_menu(menu)
    there, gone = menu.actions()[:2]
    assert "there" in there.text()
    qtbot.waitUntil(lambda: not gone.isEnabled())
    assert "not there any more" in gone.text()
    there.trigger()
    window_of(qtbot, session, "there")
