"""Series and projects in the settings: made, changed, deleted, and their events shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Project, Series
from capadesk.services.desk import Desk
from capadesk.ui.settings.event_groups_section import EventGroupsSection
from capadesk.ui.settings.settings_page import SettingsPage
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer
from tests.ui.waiting import read_list

Key = Qt.Key
LABS, TALKS = Series(id=new_id(), name="Transition Lab"), Series(id=new_id(), name="Kitchen talks")


def keep(desk: Desk, *records: object) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)  # type: ignore[arg-type]
        work.commit("made")


def section_of(qtbot: QtBot, window: MainWindow, name: str, count: int) -> EventGroupsSection:
    page = window.show_area_named("settings")
    assert isinstance(page, SettingsPage)
    page.show_section(name)
    section = page.section
    assert isinstance(section, EventGroupsSection)
    qtbot.waitUntil(lambda: section.list.topLevelItemCount() == count)
    return section


def lines(section: EventGroupsSection) -> list[tuple[str, str]]:
    items = [section.list.topLevelItem(row) for row in range(section.list.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in items if item is not None]


@pytest.fixture
def series(qtbot: QtBot, window: MainWindow, desk: Desk) -> EventGroupsSection:
    keep(desk, LABS, TALKS, Event(id=new_id(), title="First lab", series_id=LABS.id))
    return section_of(qtbot, window, "series", 2)


def test_they_stand_by_name_with_the_number_of_their_events(series: EventGroupsSection):
    assert lines(series) == [("Kitchen talks", "–"), ("Transition Lab", "1")]
    assert series.fields["name"].value() == "Kitchen talks"
    assert not series.events_button.isEnabled()


def test_one_is_renamed_by_keyboard_and_that_can_be_undone(
    qtbot: QtBot, window: MainWindow, series: EventGroupsSection, desk: Desk
):
    series.focus_first()
    qtbot.keyClick(series.list, Key.Key_Down)
    assert series.heading.text() == "Transition Lab"
    name = series.fields["name"].focusProxy()
    assert name is not None
    qtbot.keyClick(name, Key.Key_End)
    qtbot.keyClicks(name, "s")
    assert series.is_modified
    qtbot.keyClick(name, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert desk.store.get(Series, LABS.id).name == "Transition Labs"
    qtbot.waitUntil(lambda: ("Transition Labs", "1") in lines(series))
    window.undo()
    qtbot.waitUntil(lambda: ("Transition Lab", "1") in lines(series))
    assert series.fields["name"].value() == "Transition Lab"


def test_a_new_project_is_written_and_found_among_the_others(qtbot: QtBot, window: MainWindow, desk: Desk):
    section = section_of(qtbot, window, "project", 0)
    section.start_new()
    qtbot.keyClicks(section.fields["name"].focusProxy(), "Capacities for cities")
    qtbot.keyClicks(section.fields["acronym"].focusProxy(), "CAP")
    section.fields["start"].set_value(date(2024, 9, 1))
    section.fields["is_own"].box.click()  # type: ignore[attr-defined]
    assert section.save()
    qtbot.waitUntil(lambda: lines(section) == [("CAP", "–")])
    (made,) = desk.store.select(Project)
    assert (made.name, made.start, made.is_own) == ("Capacities for cities", date(2024, 9, 1), True)
    assert section._is_stored


def test_one_without_a_name_is_refused_at_its_field(qtbot: QtBot, window: MainWindow, desk: Desk):
    section = section_of(qtbot, window, "series", 0)
    qtbot.keyClicks(section.fields["goal"].focusProxy(), "Learn together")
    assert not section.save()
    assert desk.store.select(Series) == []
    assert section.is_modified


def test_deleting_says_what_is_unlinked_first(
    qtbot: QtBot, window: MainWindow, series: EventGroupsSection, desk: Desk
):
    series.choose(LABS.id)
    qtbot.waitUntil(lambda: series.fields["name"].value() == "Transition Lab")
    series.remove()
    assert "unlinks 1 event" in window.bar.text
    answer(window, "&Delete")
    qtbot.waitUntil(lambda: lines(series) == [("Kitchen talks", "–")])
    assert [event.series_id for event in desk.store.select(Event)] == [None]


def test_its_events_are_shown_in_their_list(qtbot: QtBot, window: MainWindow, series: EventGroupsSection):
    series.choose(LABS.id)
    qtbot.waitUntil(series.events_button.isEnabled)
    series.events_button.click()
    read_list(window)
    assert (window.shown_area, window.page.model.rowCount()) == ("events", 1)


def test_one_that_nothing_belongs_to_is_found_and_opens_here(
    qtbot: QtBot, window: MainWindow, series: EventGroupsSection
):
    window.show_area_named("events")
    series.choose(LABS.id)
    window.show_record("series", TALKS.id)
    qtbot.waitUntil(lambda: series.fields["name"].value() == "Kitchen talks")
    assert window.shown_area == "settings"


def test_unsaved_words_are_asked_about_before_another_one_is_shown(
    qtbot: QtBot, window: MainWindow, series: EventGroupsSection, desk: Desk
):
    series.focus_first()
    qtbot.keyClicks(series.fields["goal"].focusProxy(), "Meet")
    qtbot.keyClick(series.list, Key.Key_Down)
    qtbot.waitUntil(lambda: [each.text(0) for each in series.list.selectedItems()] == ["Kitchen talks"])
    assert "not saved" in window.bar.text
    answer(window, "&Save changes")
    assert desk.store.get(Series, TALKS.id) == replace(TALKS, goal="Meet")
