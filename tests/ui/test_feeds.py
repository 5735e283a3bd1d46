"""Feeds in the window: made, published after changes, told when they fail, removed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed import Feed
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind
from capadesk.ui.settings.feeds.feed_dialog import FeedDialog
from capadesk.ui.settings.feeds.feeds_section import FeedsSection
from capadesk.ui.window.main_window import MainWindow
from tests.radicale_server import PASSWORD, USER, RadicaleServer
from tests.ui.hands import answer
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics

PATIENCE_MS = 20_000


def add(desk: Desk, title: str, **fields: Any) -> Event:
    when = When.days(date(2026, 3, 12), date(2026, 3, 12))
    event = Event(id=new_id(), title=title, when=when, status="planned", kind="workshop", **fields)
    with desk.store.unit_of_work() as work:
        work.save(event)
        work.commit("Saved “{name}”", name=title)
    return event


def section_of(window: MainWindow) -> FeedsSection:
    page: Any = window.show_area_named("settings")
    page.show_section("feeds")
    section = page.section
    assert isinstance(section, FeedsSection)
    return section


def dialog_of(section: FeedsSection) -> FeedDialog:
    assert section.dialog is not None
    return section.dialog


def done(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=PATIENCE_MS)


def saved(qtbot: QtBot, window: MainWindow, section: FeedsSection) -> None:
    """Press the main button of the form, and wait until the feed is published."""
    dialog_of(section).main_button.click()
    qtbot.waitUntil(lambda: section.dialog is None, timeout=PATIENCE_MS)
    done(qtbot, window)


def listed(section: FeedsSection) -> list[tuple[str, ...]]:
    items = [section.list.topLevelItem(row) for row in range(section.list.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(3)) for item in items if item is not None]


def make_file_feed(qtbot: QtBot, window: MainWindow, folder: Path, name: str = "Public") -> FeedsSection:
    section = section_of(window)
    section.start_new()
    dialog = dialog_of(section)
    dialog.name.set_value(name)
    dialog.place.folder.set_value(str(folder))
    saved(qtbot, window, section)
    return section


@pytest.fixture
def mute_server() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def test_the_first_feed_is_invited_made_and_published(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    add(desk, "Forum")
    section = section_of(window)
    assert (section.empty.isVisible(), section.list.isVisible()) == (True, False)
    section.focus_first()
    qtbot.keyClick(section.first_button, Qt.Key.Key_Space)
    dialog = dialog_of(section)
    assert dialog.focusWidget() is dialog.name.line_edit
    qtbot.waitUntil(lambda: dialog.place.folder.visibleRegion().boundingRect().height() > 10)
    dialog.save()
    assert "Give the feed a name" in dialog.problem.text()
    dialog.name.set_value("Public")
    dialog.save()
    assert "folder" in dialog.problem.text()
    assert dialog.focusWidget() is dialog.place.folder.line_edit
    dialog.place.folder.set_value(str(tmp_path))
    saved(qtbot, window, section)
    assert b"SUMMARY:Forum" in (tmp_path / "Public.ics").read_bytes()
    assert listed(section) == [("Public", "Public.ics", "Published just now")]
    assert window.bar.text == "“Public” is published: 1 entry."
    assert not section.empty.isVisible()


def test_all_inputs_have_names_and_no_letter_stands_for_two_things(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    section = make_file_feed(qtbot, window, tmp_path)
    assert names_missing(window) == []
    assert {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1} == {}
    section.start_new()
    dialog: Any = dialog_of(section)
    for button in (dialog.place.into_file, dialog.place.into_server):
        button.setChecked(True)
        assert names_missing(dialog) == []
        assert {key: texts for key, texts in mnemonics(dialog).items() if len(texts) > 1} == {}
    dialog.reject()


def test_a_feed_begins_with_the_filter_of_a_list_and_counts_what_fits(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    add(desk, "Forum", country="IT")
    add(desk, "Konferenz", country="AT")
    section = section_of(window)
    section.start_with(ListKind.EVENTS, ListFilter({"country": ("IT",)}))
    dialog = dialog_of(section)
    qtbot.waitUntil(lambda: dialog.contents.fitting.text() == "1 fits now", timeout=PATIENCE_MS)
    dialog.contents.bar.filtered.emit(ListFilter())
    qtbot.waitUntil(lambda: dialog.contents.fitting.text() == "2 fit now", timeout=PATIENCE_MS)
    dialog.reject()


def test_what_a_list_shows_is_published_from_its_filters(qtbot: QtBot, window: MainWindow, desk: Desk):
    chosen = ListFilter({"country": ("IT",)})
    for area, kind in (("meetings", ListKind.MEETINGS), ("calendar", ListKind.CALENDAR)):
        page: Any = window.show_area_named(area)
        bar = page.header.filters
        bar.filtered.emit(chosen)
        bar.fill_menu()
        (publish,) = [each for each in bar.menu.actions() if each.text() == "&Publish as a feed…"]
        publish.trigger()
        dialog = dialog_of(section_of(window))
        assert (dialog.contents.chosen_kind, dialog.contents.filter) == (kind, chosen)
        dialog.reject()
    people: Any = window.show_area_named("people")
    people.header.filters.fill_menu()
    assert not any("feed" in each.text() for each in people.header.filters.menu.actions())
    window.commands.feeds.trigger()
    assert (window.shown_area, section_of(window).isVisible()) == ("settings", True)


def test_chosen_rows_of_a_list_are_a_feed(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path):
    for title in ("Forum", "Konferenz", "Other"):
        add(desk, title)
    page: Any = window.show_area_named("events")
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=PATIENCE_MS)
    page.list.selectAll()
    qtbot.waitUntil(lambda: page.chosen.count == 3, timeout=PATIENCE_MS)
    page.chosen.feed_action.trigger()
    section = section_of(window)
    dialog = dialog_of(section)
    assert (dialog.contents.fitting.text(), dialog.contents.bar.isHidden()) == ("3 chosen events", True)
    add(desk, "Later")
    dialog.name.set_value("Chosen")
    dialog.place.folder.set_value(str(tmp_path))
    dialog.save()
    qtbot.waitUntil((tmp_path / "Chosen.ics").exists, timeout=PATIENCE_MS)
    assert (tmp_path / "Chosen.ics").read_bytes().count(b"BEGIN:VEVENT") == 3
    people: Any = window.show_area_named("people")
    assert people.chosen.feed_action is None


def test_a_calendar_is_found_made_and_published_to(
    qtbot: QtBot, window: MainWindow, desk: Desk, radicale: RadicaleServer
):
    add(desk, "Forum")
    section = section_of(window)
    section.start_new()
    dialog = dialog_of(section)
    dialog.name.set_value("From the window")
    dialog.place.into_server.setChecked(True)
    dialog.save()
    assert "address" in dialog.problem.text()
    dialog.place.address.set_value(radicale.url)
    dialog.place.user.set_value(USER)
    dialog.place.password.set_value("wrong")
    dialog.place.find_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=PATIENCE_MS)
    assert "does not accept" in dialog.problem.text()
    dialog.place.password.set_value(PASSWORD)
    dialog.place.find_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=PATIENCE_MS)
    assert "The server answers" in dialog.found.text()
    dialog.place.calendars.setCurrentIndex(dialog.place.calendars.count() - 1)
    saved(qtbot, window, section)
    assert listed(section)[0][2] == "Published just now"
    (line,) = desk.feeds.lines()
    assert line.feed.url.startswith(radicale.url)
    assert any(b"SUMMARY:Forum" in path.read_bytes() for path in radicale.collections.rglob("*.ics"))


def test_a_change_is_published_within_seconds(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path):
    make_file_feed(qtbot, window, tmp_path)
    window.background.follow_feeds()
    path = tmp_path / "Public.ics"
    assert b"Forum" not in path.read_bytes()
    add(desk, "Forum")
    qtbot.waitUntil(lambda: b"SUMMARY:Forum" in path.read_bytes(), timeout=PATIENCE_MS)


def test_a_publication_to_a_mute_server_is_cancelled_at_once_and_put_off(
    qtbot: QtBot, window: MainWindow, desk: Desk, mute_server: str
):
    desk.feeds.save(Feed(name="Mute", url=mute_server))
    section = section_of(window)
    qtbot.waitUntil(section.publish_button.isEnabled, timeout=PATIENCE_MS)
    section.publish()
    began = monotonic()
    window.runner.cancel()
    done(qtbot, window)
    assert monotonic() - began < 5
    assert window.bar.text.startswith("Stopped.")
    assert desk.feeds.lines()[0].state.next_try is not None


def test_what_fails_is_said_with_the_next_try_and_a_sign_leads_there(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    (tmp_path / "Taken.ics").write_text("somebody else's")
    section = make_file_feed(qtbot, window, tmp_path, "Taken")
    assert "CapaDesk has not written it" in window.bar.text
    assert listed(section) == [("Taken", "Taken.ics", "Waits for you")]
    assert "CapaDesk has not written it" in section.problem.text()
    window.show_area_named("events")
    window.background.follow_feeds()
    qtbot.waitUntil(window.bar.sign.isVisible, timeout=PATIENCE_MS)
    assert window.bar.sign.text() == "“Taken” is not published"
    window.bar.sign.click()
    assert window.shown_area == "settings"
    (tmp_path / "Taken.ics").unlink()
    section.publish()
    done(qtbot, window)
    assert listed(section) == [("Taken", "Taken.ics", "Published just now")]
    qtbot.waitUntil(lambda: not window.bar.sign.isVisible(), timeout=PATIENCE_MS)


def test_changing_keeps_the_place_and_removing_asks_what_becomes_of_it(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
):
    section = make_file_feed(qtbot, window, tmp_path)
    section.change()
    dialog = dialog_of(section)
    assert dialog.place.folder.line_edit.isReadOnly()
    dialog.name.set_value("Renamed")
    saved(qtbot, window, section)
    assert [row[:2] for row in listed(section)] == [("Renamed", "Public.ics")]
    window.activateWindow()
    section.focus_first()
    qtbot.waitUntil(section.list.hasFocus, timeout=PATIENCE_MS)
    qtbot.keyClick(section.list, Qt.Key.Key_Delete)
    answer(window, "&Delete it there as well")
    done(qtbot, window)
    assert listed(section) == []
    assert section.empty.isVisible()
    assert not (tmp_path / "Public.ics").exists()


def test_leaving_does_not_wait_for_a_server_that_is_mute(
    qtbot: QtBot, window: MainWindow, desk: Desk, mute_server: str
):
    desk.feeds.save(Feed(name="Mute", url=mute_server))
    window.background.follow_feeds()
    feeds = window.background.feeds
    assert feeds is not None
    qtbot.waitUntil(lambda: feeds.schedule.is_running, timeout=PATIENCE_MS)
    began = monotonic()
    window.leaving.close_without_asking()
    assert monotonic() - began < 5
