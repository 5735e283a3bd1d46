"""Public holidays in the calendar, and what stands in the way of events: there and in the editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Participation, Person, Platform
from capadesk.domain.when import When
from capadesk.services.calendars.holiday_choice import HolidayChoice, choose_holidays, countries_with_holidays
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.calendar.timeline.timeline_content import GroupBy
from capadesk.ui.common.editing.event_editor import EventEditor
from capadesk.ui.settings.calendar_section import CalendarSection
from capadesk.ui.settings.settings_page import SettingsPage
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.march import ROME, add

DAY = date(2031, 4, 14)  # Easter Monday; far ahead, for what is over is not looked at


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    made = make_window()
    made.resize(1280, 800)
    return made


@pytest.fixture
def italy(desk: Desk) -> Platform:
    found = next(iter(desk.store.select(Platform)), None)
    platform = replace(found or Platform(id=new_id(), name="Platform"), country="IT", time_zone=ROME)
    with desk.store.unit_of_work() as work:
        work.save(platform)
        work.commit("kept")
    return platform


def at(day: int, hour: int = 9) -> When:
    start = datetime(2031, 4, day, hour)
    return When.timed(start, start + timedelta(hours=1), ROME)


def person_at(desk: Desk, *events: Event) -> Person:
    ada = Person(id=new_id(), given_name="Ada", family_name="Rossi")
    with desk.store.unit_of_work() as work:
        work.save(ada)
        for event in events:
            link = Participation.derive_id(event.id, ada.id, None, "speaker")
            work.save(Participation(id=link, event_id=event.id, person_id=ada.id, role="speaker"))
        work.commit("kept")
    return ada


def open_april(qtbot: QtBot, window: MainWindow, scale: Scale = Scale.MONTH) -> CalendarPage:
    page = window.show_area_named("calendar")
    assert isinstance(page, CalendarPage)
    page.presenter.scale = scale
    page.presenter.day = DAY
    page.step(0)
    qtbot.waitUntil(lambda: not page.is_reading and page.content is not None)
    return page


def day_text(page: CalendarPage, day: date) -> str:
    days = page.views.month.days
    return str(days.data(days.index_of(day), Qt.ItemDataRole.AccessibleTextRole))


@pytest.mark.usefixtures("italy")
def test_public_holidays_are_named_in_every_view(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Picnic", When.days(DAY))
    page = open_april(qtbot, window)
    assert "Easter Monday" in day_text(page, DAY)
    for scale in (Scale.WEEK, Scale.DAY):
        page.show_scale(scale)
        qtbot.waitUntil(lambda: not page.is_reading)
        assert page.presenter.holiday_on(DAY) == "Easter Monday"
        assert page.views.week._has_holidays()
    page.show_scale(Scale.AGENDA)
    qtbot.waitUntil(lambda: not page.is_reading)
    assert page.views.agenda_model._heading_at(0) == "Monday 14 April 2031 · Easter Monday"


def test_whose_holidays_are_shown_is_chosen_in_the_settings(
    qtbot: QtBot, desk: Desk, window: MainWindow, italy: Platform
) -> None:
    assert countries_with_holidays(desk.store) == ("IT",)
    settings = window.show_area_named("settings")
    assert isinstance(settings, SettingsPage)
    settings.show_section("calendar")
    section = settings.section
    assert isinstance(section, CalendarSection)
    assert section.values() == {"are_shown": True, "countries": ()}
    section.store({"are_shown": True, "countries": ("AT", "DE")})
    assert countries_with_holidays(desk.store) == ("AT", "DE")
    page = open_april(qtbot, window)
    assert "Easter Monday (Austria), Easter Monday (Germany)" in day_text(page, DAY)
    choose_holidays(desk.store, HolidayChoice(are_shown=False, countries=("AT",)))
    assert countries_with_holidays(desk.store) == ()
    page.shown()
    qtbot.waitUntil(lambda: not page.is_reading)
    assert "Easter" not in day_text(page, DAY)
    assert section.stored() == {"are_shown": False, "countries": ("AT",)}


@pytest.mark.usefixtures("italy")
def test_events_that_clash_are_marked_counted_and_listed_with_words(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    one, other = add(desk, "Breakfast", at(10)), add(desk, "Talk", at(10))
    add(desk, "Picnic", When.days(DAY))
    person_at(desk, one, other)
    page = open_april(qtbot, window)
    assert page.remarks.strip.text() == "3 events have something in their way"
    assert "Ada Rossi: also at “Talk”" in day_text(page, date(2031, 4, 10))
    page.remarks.strip.click()
    assert page.clash_popup is not None
    details = [row.detail for row in page.clash_popup.model.rows]
    assert details == [
        "Ada Rossi: also at “Talk”, 10 April 2031, 09:00–10:00.",
        "Monday 14 April 2031 is a public holiday in Italy: Easter Monday.",
    ]
    assert "Breakfast, 10 April 2031, 09:00–10:00\nAda Rossi: also at" in page.clash_popup.whole.text()
    page.clash_popup.close()
    page.show_scale(Scale.AGENDA)
    qtbot.waitUntil(lambda: not page.is_reading)
    assert [row.marks[0].text for row in page.views.agenda_model.rows] == ["Clash"] * 3
    desk.deletion.delete("event", [other.id])
    window.look_for_changes()
    qtbot.waitUntil(lambda: not page.is_reading)
    assert page.remarks.strip.text() == "1 event has something in its way"


@pytest.mark.usefixtures("italy")
def test_a_clash_is_said_to_be_fine_by_a_key_and_taken_back(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    one, other = add(desk, "Breakfast", at(10)), add(desk, "Talk", at(10))
    person_at(desk, one, other)
    page = open_april(qtbot, window)
    page.remarks.strip.click()
    popup = page.clash_popup
    assert popup is not None
    assert popup.say_button.text() == "This is &fine"
    qtbot.keyClick(popup.list, Qt.Key.Key_F)
    assert popup.model.rows[0].marks[0].text == "Fine"
    assert popup.say_button.text() == "&Take back"
    popup.close()
    qtbot.waitUntil(lambda: page.remarks.strip.text() == "1 clash is fine")
    assert "also at" not in day_text(page, date(2031, 4, 10))
    page.remarks.strip.click()
    again = page.clash_popup
    assert again is not None
    again.say_button.click()
    again.close()
    qtbot.waitUntil(lambda: page.remarks.strip.text() == "2 events have something in their way")
    window.undo()
    qtbot.waitUntil(lambda: page.remarks.strip.text() == "1 clash is fine")


@pytest.mark.usefixtures("italy")
def test_the_timeline_marks_what_clashes_in_whatever_row(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    turin, rome = (City(id=new_id(), name=name) for name in ("Turin", "Rome"))
    with desk.store.unit_of_work() as work:
        work.save(turin)
        work.save(rome)
        work.commit("kept")
    one = add(desk, "Breakfast", at(10), city_id=turin.id)
    other = add(desk, "Talk", at(10), city_id=rome.id)
    person_at(desk, one, other)
    page = open_april(qtbot, window)
    page.show_scale(Scale.TIMELINE)
    timeline = page.views.timeline
    timeline.group_by(GroupBy.CITY)
    timeline.go_to(DAY)
    qtbot.waitUntil(lambda: not page.is_reading and len(timeline.view.bars) == 2)
    assert page.remarks.strip.text() == "2 events have something in their way"
    content = timeline.view.content
    assert content is not None
    cell = timeline.view._spoken(0, content.column_of(date(2031, 4, 10)))
    assert cell.startswith("Rome")
    assert "Ada Rossi: also at “Breakfast”" in cell
    column = content.column_of(date(2031, 4, 10))
    assert page.presenter.clash_cells == {("Rome", column): 1, ("Turin", column): 1}
    counted = timeline.presenter.spoken(content, 0, column, None)
    assert counted.endswith("1 event, 1 with something in its way")
    for row, placed in timeline.view.seen_bars():
        tip = timeline.view.tip_at(timeline.view.bar_place(row, placed).center().toPoint())
        assert "Ada Rossi: also at" in tip
    page.hide()
    page.show()
    page.shown()
    qtbot.waitUntil(lambda: not page.is_reading)
    assert page.remarks.strip.text() == "2 events have something in their way"


@pytest.mark.usefixtures("italy")
def test_a_year_marks_and_names_public_holidays(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    page = open_april(qtbot, window, Scale.YEAR)
    year = page.views.year
    assert year.tool_tip(None, DAY) == "Monday 14 April 2031: no events\nEaster Monday"
    assert year.tool_tip(None, date(2031, 4, 15)) == "Tuesday 15 April 2031: no events"
    with_holidays = year.viewport().grab().toImage()
    assert page.remarks.strip.isHidden()
    choose_holidays(desk.store, HolidayChoice(are_shown=False, countries=()))
    page.shown()
    qtbot.waitUntil(lambda: not page.is_reading and not page.presenter.holidays)
    assert year.viewport().grab().toImage() != with_holidays
    assert year.tool_tip(None, DAY) == "Monday 14 April 2031: no events"


@pytest.mark.usefixtures("italy")
def test_the_editor_says_while_a_date_is_chosen_what_is_in_its_way(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    one, other = add(desk, "Breakfast", at(10)), add(desk, "Talk", at(11))
    person_at(desk, one, other)
    window.show_record("event", one.id)
    assert window.area_page is not None
    editor = window.area_page.record.detail.editor
    assert isinstance(editor, EventEditor)
    qtbot.waitUntil(lambda: not editor.date_clashes.is_looking)
    note = editor.date_clashes.note
    assert note.text == ""
    when = editor.fields["when"]
    for chosen, words in (
        (at(11), "Ada Rossi: also at “Talk”"),
        (When.days(DAY), "Easter Monday"),
        (at(12), ""),
    ):
        when.set_value(chosen)
        when.changed.emit()
        qtbot.waitUntil(lambda: not editor.date_clashes.is_looking)
        assert words in note.text
        assert bool(words) == bool(note.text)
    window.area_page.revert()


@pytest.mark.usefixtures("italy")
def test_beneath_a_date_a_clash_is_said_to_be_fine_and_taken_back(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    one, other = add(desk, "Breakfast", at(10)), add(desk, "Talk", at(10))
    person_at(desk, one, other)
    window.show_record("event", one.id)
    assert window.area_page is not None
    editor = window.area_page.record.detail.editor
    assert isinstance(editor, EventEditor)
    note = editor.date_clashes.note

    def settled() -> bool:
        return not editor.date_clashes.is_looking

    qtbot.waitUntil(settled)
    assert "Ada Rossi: also at “Talk”" in note.text
    assert note.lines[0].button.accessibleName().startswith("This is fine: Ada Rossi")
    note.lines[0].button.click()
    qtbot.waitUntil(settled)
    assert (note.text, note.fine_line.label.text()) == ("", "1 clash is fine")
    assert not note.isHidden()
    assert note.lines[0].isHidden()
    assert not editor.is_modified()
    note.fine_line.button.click()
    assert note.fine_lines[0].button.text() == "Take back"
    note.fine_lines[0].button.click()
    qtbot.waitUntil(settled)
    assert "Ada Rossi" in note.text
    assert note.fine_line.isHidden()
    window.undo()
    qtbot.waitUntil(lambda: settled() and note.text == "")
    desk.deletion.delete("event", [other.id])
    window.look_for_changes()
    qtbot.waitUntil(lambda: settled() and note.isHidden())
