"""What is typed about the platform, a series or a project comes back after a crash, over others' changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Platform, Project, Series
from capadesk.services.desk import Desk
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer

MakeWindow = Callable[[], MainWindow]
LAB = Series(id=new_id(), name="Transition Lab", goal="Learn")


def keep(desk: Desk, *records: Any) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("made")


def section(window: MainWindow, name: str) -> Any:
    page: Any = window.show_area_named("settings")
    page.show_section(name)
    return page.section


def read(qtbot: QtBot, groups: Any, count: int) -> Any:
    qtbot.waitUntil(lambda: groups.list.topLevelItemCount() == count)
    return groups


def write(qtbot: QtBot, form: Any, field: str, text: str) -> None:
    line = form.fields[field].focusProxy()
    qtbot.keyClick(line, Qt.Key.Key_End)
    qtbot.keyClicks(line, text)


def crash(window: MainWindow) -> None:
    window.unsaved.keep_at_once()
    window.leaving.close_without_asking()


def left(desk: Desk) -> list[tuple[str, str]]:
    return sorted((draft.area, draft.kind) for draft in desk.drafts.left())


@pytest.fixture
def platform(desk: Desk) -> Platform:
    made = Platform(id=new_id(), name="CapaDesk Italia", country="IT")
    keep(desk, made)
    return made


def test_the_platform_comes_back_as_it_was_typed(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk, platform: Platform
) -> None:
    first = make_window()
    form = section(first, "platform")
    write(qtbot, form, "name", " 2")
    assert form.keeper.is_due
    crash(first)
    assert left(desk) == [("settings", "platform")]
    second = make_window()
    assert second.shown_area == "settings"
    assert "“CapaDesk Italia 2” was not saved" in second.bar.text
    page: Any = second.page
    assert (page.section_name, page.section.is_modified) == ("platform", True)
    answer(second, "&Save it")
    assert desk.store.get(Platform, platform.id).name == "CapaDesk Italia 2"
    qtbot.waitUntil(lambda: left(desk) == [])


def test_a_new_series_and_a_changed_project_come_back_together(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
) -> None:
    project = Project(id=new_id(), name="Heat", acronym="HEAT")
    keep(desk, LAB, project)
    first = make_window()
    series = read(qtbot, section(first, "series"), 1)
    series.start_new()
    write(qtbot, series, "name", "Kitchen talks")
    projects = read(qtbot, section(first, "project"), 1)
    write(qtbot, projects, "name", " pumps")
    crash(first)
    assert left(desk) == [("settings", "project"), ("settings", "series")]
    second = make_window()
    assert "Kitchen talks" in second.bar.text
    assert "Heat pumps" in second.bar.text
    answer(second, "&Save it")
    assert {each.name for each in desk.store.select(Series)} == {"Transition Lab", "Kitchen talks"}
    assert desk.store.get(Project, project.id).name == "Heat pumps"
    qtbot.waitUntil(lambda: left(desk) == [])


def test_a_draft_comes_back_over_what_others_have_saved(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
) -> None:
    keep(desk, LAB)
    first = make_window()
    series = read(qtbot, section(first, "series"), 1)
    write(qtbot, series, "name", "s")
    crash(first)
    keep(desk, replace(LAB, goal="Learn from each other"))
    second = make_window()
    assert "was changed elsewhere" in second.bar.text
    page: Any = second.page
    assert page.section.fields["goal"].value() == "Learn from each other"
    answer(second, "&Save it")
    stored = desk.store.get(Series, LAB.id)
    assert (stored.name, stored.goal) == ("Transition Labs", "Learn from each other")


def test_reverting_and_typing_back_let_the_draft_go(
    qtbot: QtBot, window: MainWindow, desk: Desk, platform: Platform
) -> None:
    form = section(window, "platform")
    write(qtbot, form, "name", "x")
    form.keep_at_once()
    assert left(desk) == [("settings", "platform")]
    qtbot.keyClick(form.fields["name"].focusProxy(), Qt.Key.Key_Backspace)
    form.keep_at_once()
    assert left(desk) == []
    write(qtbot, form, "name", "yz")
    form.keep_at_once()
    form.revert()
    qtbot.waitUntil(lambda: left(desk) == [])


def test_what_others_saved_in_another_field_stays(
    qtbot: QtBot, window: MainWindow, desk: Desk, platform: Platform
) -> None:
    form = section(window, "platform")
    write(qtbot, form, "name", " 2")
    keep(desk, replace(platform, notes="By Bruno"))
    assert form.save()
    stored = desk.store.get(Platform, platform.id)
    assert (stored.name, stored.notes) == ("CapaDesk Italia 2", "By Bruno")


@pytest.mark.parametrize(
    ("chosen", "name"), [("&Save mine", "CapaDesk Italia 2"), ("Take &theirs", "Heat hub")]
)
def test_the_same_field_is_asked_about(
    qtbot: QtBot, window: MainWindow, desk: Desk, platform: Platform, chosen: str, name: str
) -> None:
    form = section(window, "platform")
    write(qtbot, form, "name", " 2")
    keep(desk, replace(platform, name="Heat hub"))
    assert not form.save()
    assert "Nothing is saved yet" in window.bar.text
    assert desk.store.get(Platform, platform.id).name == "Heat hub"
    answer(window, chosen)
    assert desk.store.get(Platform, platform.id).name == name
    assert form.fields["name"].value() == name
    assert not form.is_modified


def test_what_was_deleted_meanwhile_is_asked_about(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    keep(desk, LAB)
    series = read(qtbot, section(window, "series"), 1)
    write(qtbot, series, "name", "s")
    desk.deletion.delete("series", [LAB.id])
    assert not series.save()
    assert "was deleted meanwhile" in window.bar.text
    answer(window, "&Save and bring it back")
    assert desk.store.get(Series, LAB.id).name == "Transition Labs"
    QApplication.processEvents()
