"""Lists as people narrow, order, group and arrange them: by mouse, by keys, and on the next day again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event as Signalled
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from capadesk.domain.codes import CodeList
from capadesk.domain.when import Precision
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.ports import ListKind, ListQuery, SortKey
from capadesk.ui.common.area_page import AreaPage
from capadesk.ui.common.lists.check_popup import CheckPopup
from capadesk.ui.common.lists.column_layout import ColumnLayout
from capadesk.ui.common.lists.columns_popup import ColumnsPopup
from capadesk.ui.common.lists.filter_bar import FilterBar
from capadesk.ui.common.lists.keys_loader import KeysLoader
from capadesk.ui.common.lists.list_facets import ListFacets, Offer
from capadesk.ui.common.lists.list_presenter import ListContent
from capadesk.ui.common.lists.period_popup import PeriodPopup
from capadesk.ui.common.look.name_popup import NamePopup
from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list

pytestmark = pytest.mark.sample

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sample(desk: Desk) -> Desk:
    return desk


@pytest.fixture
def window(sample: Desk, make_window: Callable[[], MainWindow]) -> MainWindow:
    """A window over the sample."""
    return make_window()


@pytest.fixture
def page(window: MainWindow) -> AreaPage:
    return events_of(window)


def events_of(window: MainWindow) -> AreaPage:
    shown = window.show_area_named("events")
    assert isinstance(shown, AreaPage)
    read_list(window)
    return shown


def rows(window: MainWindow) -> list[Any]:
    read_list(window)
    model = window.page.model
    return [model.row_at(position) for position in range(model.rowCount())]


@contextmanager
def popup_of(qtbot: QtBot, page: AreaPage, open_it: Callable[[], object]) -> Iterator[CheckPopup]:
    open_it()
    popup = page.panel.choices.popup
    assert popup is not None
    qtbot.waitUntil(lambda: not page.panel.choices.is_reading and popup.model.rowCount() > 0)
    yield popup
    with qtbot.waitSignal(popup.destroyed):
        popup.close()


def row_of(popup: CheckPopup, label: str) -> int:
    labels = [popup.model.index(row).data() for row in range(popup.model.rowCount())]
    return labels.index(label)


def tick(qtbot: QtBot, popup: CheckPopup, label: str) -> None:
    index = popup.model.index(row_of(popup, label))
    popup.list.scrollTo(index)
    qtbot.mouseClick(popup.list.viewport(), LEFT, pos=popup.list.visualRect(index).center())


def sorts_of(page: AreaPage) -> tuple[SortKey, ...]:
    return page.presenter.listing.sorts


def life_of_events(desk: Desk) -> list[str]:
    return [item.code for item in desk.code_book.items(CodeList.EVENT_STATUS)]


def menu_action(bar: FilterBar, text: str) -> QAction:
    bar.fill_menu()
    return next(action for action in bar.menu.actions() if action.text().replace("&", "") == text)


# --- filters ------------------------------------------------------------------------------------------


def test_a_chip_narrows_by_what_is_ticked_and_its_cross_clears_it(
    qtbot: QtBot, window: MainWindow, page: AreaPage
):
    everything = len(rows(window))
    chip = page.header.filters.chips["status"]
    with popup_of(qtbot, page, lambda: qtbot.mouseClick(chip, LEFT)) as popup:
        tick(qtbot, popup, "Held")
        assert {row.status for row in rows(window)} == {"held"}
        tick(qtbot, popup, "Idea")
        assert {row.status for row in rows(window)} == {"held", "idea"}
    assert chip.text() == "Status: Idea, Held"
    assert page.header._count.text() == f"{len(rows(window))} of {everything}"
    qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 16, chip.height() // 2))
    assert len(rows(window)) == everything
    assert chip.text() == "Status"


def test_a_filter_is_chosen_and_cleared_by_keys_alone(qtbot: QtBot, window: MainWindow, page: AreaPage):
    chip = page.header.filters.chips["status"]
    chip.setFocus()
    with popup_of(qtbot, page, lambda: qtbot.keyClick(chip, Key.Key_Space)) as popup:
        assert popup.list.hasFocus()
        qtbot.keyClick(popup.list, Key.Key_Down)
        qtbot.keyClick(popup.list, Key.Key_Space)
        wanted = popup.model.checked
        assert len(wanted) == 1
        qtbot.keyClick(popup.list, Key.Key_Escape)
        assert not popup.isVisible()
    assert {row.status for row in rows(window)} == set(wanted)
    assert window.focusWidget() is chip
    qtbot.keyClick(chip, Key.Key_Delete)
    assert not page.presenter.listing.is_filtered


def test_a_long_list_of_values_is_found_in_by_typing(qtbot: QtBot, window: MainWindow, page: AreaPage):
    bar = page.header.filters
    with popup_of(qtbot, page, lambda: bar.choice_wanted.emit("country", bar.button)) as popup:
        assert popup.line.hasFocus()
        qtbot.keyClicks(popup.line, "itAL")
        assert [popup.model.index(row).data() for row in range(popup.model.rowCount())] == ["Italy"]
        qtbot.keyClick(popup.line, Key.Key_Return)
    assert {row.country for row in rows(window)} == {"IT"}


def test_values_are_offered_with_what_the_other_filters_leave(
    qtbot: QtBot, window: MainWindow, page: AreaPage, sample: Desk
):
    page.panel._narrow(ListFilter({"country": ("IT",)}))
    expected = [row.status for row in rows(window)]
    bar = page.header.filters
    with popup_of(qtbot, page, lambda: bar.choice_wanted.emit("status", bar.button)) as popup:
        offered = {offer.value: offer.rows for offer in popup.model.offers}
    assert offered == {status: expected.count(status) for status in expected}
    assert list(offered) == sorted(offered, key=life_of_events(sample).index)


def test_a_period_moves_with_the_day_or_lies_between_two_days(
    qtbot: QtBot, window: MainWindow, page: AreaPage, sample: Desk
):
    today = sample.clock.today()
    bar = page.header.filters
    with popup_of(qtbot, page, lambda: bar.choice_wanted.emit("period", bar.button)) as popup:
        assert isinstance(popup, PeriodPopup)
        tick(qtbot, popup, "Past")
        past = [row.when.last_day for row in rows(window)]
        assert past
        assert all(day < today for day in past)
        tick(qtbot, popup, "From day to day")
        assert popup.first.isVisible()
        popup.last.set_value(date(2024, 12, 31))
        popup.first.date_edit.set_day(date(2024, 1, 1))
        days = [(row.when.first_day, row.when.last_day) for row in rows(window)]
        assert days
        assert all(first <= date(2024, 12, 31) and last >= date(2024, 1, 1) for first, last in days)
    assert bar.chips["period"].text() == "Period: 1 January 2024 to 31 December 2024"
    assert page.presenter.listing.filter.period is Period.SPAN


def test_all_filters_are_cleared_at_once(qtbot: QtBot, window: MainWindow, page: AreaPage):
    everything = len(rows(window))
    page.panel._narrow(ListFilter({"status": ("held",), "country": ("IT",)}))
    assert len(rows(window)) < everything
    qtbot.mouseClick(page.header.filters.clear_button, LEFT)
    assert len(rows(window)) == everything
    assert not page.header.filters.clear_button.isVisible()


def test_where_nothing_matches_all_is_offered(qtbot: QtBot, window: MainWindow, page: AreaPage):
    everything = len(rows(window))
    page.panel._narrow(ListFilter({"status": ("idea",), "city": ("Nowhere",)}))
    assert rows(window) == []
    assert page.presenter.nothing_words() == ("Nothing matches the filter", "Status: Idea · City: Nowhere")
    page.panel._find("climate")
    assert page.presenter.nothing_words()[0] == "Nothing that the filter leaves matches “climate”"
    page.panel.show_all()
    assert len(rows(window)) == everything
    assert not page.presenter.listing.is_filtered


def test_filters_that_narrow_are_always_seen_and_the_others_as_far_as_there_is_room(
    qtbot: QtBot, sample: Desk
):
    bar = FilterBar(ListFacets(sample, ListKind.EVENTS))
    qtbot.addWidget(bar)
    bar.resize(1000, 40)
    bar.show()
    assert all(chip.isVisible() for chip in bar.chips.values())
    bar.resize(260, 40)
    bar.show_filter(ListFilter({"mode": ("online",), "city": ("Rome",), "country": ("IT",)}))
    for column in ("mode", "city", "country"):
        assert bar.chips[column].isVisible()
        assert bar.rect().contains(bar.chips[column].geometry())
    assert not bar.chips["tag"].isVisible()
    assert menu_action(bar, "Tag…").isEnabled()
    places = [chip.geometry() for chip in bar.chips.values() if chip.isVisible()]
    assert not any(a.intersects(b) for a in places for b in places if a is not b)
    left = bar.button.geometry()
    bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert bar.button.geometry().right() == bar.rect().right() - left.left()


# --- saved filters ------------------------------------------------------------------------------------


def test_a_filter_is_saved_chosen_renamed_and_deleted_by_name(
    qtbot: QtBot, window: MainWindow, page: AreaPage, settings: QSettings
):
    bar = page.header.filters
    page.panel._narrow(ListFilter({"status": ("held",)}))
    menu_action(bar, "Save this filter…").trigger()
    popup = bar.popup
    assert isinstance(popup, NamePopup)
    assert popup.line.text() == "Status: Held"
    qtbot.keyClicks(popup.line, "What was held")
    qtbot.keyClick(popup.line, Key.Key_Return)
    assert bar.saved.names == ["What was held"]
    assert "What was held" in str(settings.value("events/saved_filters"))
    page.panel.show_all()
    menu_action(bar, "What was held").trigger()
    assert {row.status for row in rows(window)} == {"held"}
    assert menu_action(bar, "What was held").isChecked()
    menu_action(bar, "Rename “What was held”…").trigger()
    popup = bar.popup
    assert isinstance(popup, NamePopup)
    popup.line.setText("Held")
    qtbot.mouseClick(popup.button, LEFT)
    assert bar.saved.names == ["Held"]
    menu_action(bar, "Delete “Held”").trigger()
    assert bar.saved.names == []
    assert page.presenter.listing.is_filtered


# --- order and groups ---------------------------------------------------------------------------------


def heading(page: AreaPage, key: str) -> QPoint:
    header = page.list.heading
    section = [column.key for column in page.model.columns].index(key)
    return QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)


def test_shift_and_a_click_let_a_second_heading_decide(
    qtbot: QtBot, window: MainWindow, page: AreaPage, sample: Desk
):
    header, shift = page.list.heading.viewport(), Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(header, LEFT, pos=heading(page, "status"))
    qtbot.mouseClick(header, LEFT, shift, heading(page, "title"))
    assert sorts_of(page) == (SortKey("status"), SortKey("title"))
    sections = [page.list.heading.marked_text(number) for number in range(len(page.model.columns))]
    assert sections[0] == "Title 2"
    assert "Status 1" in sections
    shown = rows(window)
    statuses = [row.status for row in shown]
    assert statuses == sorted(statuses, key=life_of_events(sample).index)
    qtbot.mouseClick(header, LEFT, shift, heading(page, "title"))
    assert sorts_of(page) == (SortKey("status"), SortKey("title", True))
    qtbot.mouseClick(header, LEFT, shift, heading(page, "title"))
    assert sorts_of(page) == (SortKey("status"),)
    qtbot.mouseClick(header, LEFT, pos=heading(page, "status"))
    assert sorts_of(page) == (SortKey("status", True),)


def test_the_menu_says_and_does_what_headings_do(window: MainWindow, page: AreaPage):
    menu = page.header.sort_menu
    firsts = {action.text(): action for action in menu.firsts}
    firsts["Kind"].trigger()
    thens = {action.text(): action for action in menu.then_menu.actions()}
    thens["Date"].trigger()
    assert sorts_of(page) == (SortKey("kind"), SortKey("when", True))
    assert firsts["Kind"].isChecked()
    assert [a.text() for a in menu.then_menu.actions() if a.isChecked()] == ["2. Date, descending"]
    menu.backwards.trigger()
    assert page.presenter.listing.sort == SortKey("kind", True)
    read_list(window)


def test_groups_have_headings_that_no_key_and_no_click_reaches(
    qtbot: QtBot, window: MainWindow, page: AreaPage
):
    group = {action.text(): action for action in page.header.sort_menu.group_menu.actions()}
    group["By month"].trigger()
    shown = rows(window)
    headings = page.model.headings
    assert None not in shown
    assert [row.when.precision is Precision.UNKNOWN for row in shown].count(True) == int(
        headings[max(headings)].count_text
    )
    assert headings[max(headings)].text == "No date yet"
    second = sorted(headings)[1]
    view = page.list
    view.scrollTo(page.model.index(second, 0))
    strip = QPoint(30, view.rowViewportPosition(second) + 4)
    assert view.headings.is_over(strip)
    view.show_position(0)
    qtbot.mouseClick(view.viewport(), LEFT, pos=strip)
    assert view.current_position() == 0
    qtbot.mouseClick(view.viewport(), LEFT, pos=strip + QPoint(0, view.headings.height + 8))
    assert view.current_position() == second
    view.setFocus()
    qtbot.keyClick(view, Key.Key_Down)
    assert view.current_position() == second + 1
    assert view.rowHeight(second) == view.rowHeight(second + 1) + view.headings.height or (
        second + 1 in headings
    )
    spoken = page.model.index(second, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(headings[second].text)
    group["No groups"].trigger()
    read_list(window)
    assert not page.model.headings
    assert len({view.rowHeight(row) for row in range(page.model.rowCount())}) == 1


def test_countries_stand_in_the_order_of_their_names(window: MainWindow, page: AreaPage, sample: Desk):
    page.panel._group("country")
    read_list(window)
    names = [page.model.headings[row].text for row in sorted(page.model.headings)]
    known = [name for name in names if name != "No country"]
    assert known == sorted(known)
    assert len(known) > 3


# --- columns ------------------------------------------------------------------------------------------


def columns_popup(page: AreaPage) -> ColumnsPopup:
    popup = page.panel._columns_popup()
    popup.open_under(page.header.columns_button)
    return popup


def test_a_chosen_column_is_there_at_any_width(qtbot: QtBot, window: MainWindow, page: AreaPage):
    assert page.list.columns.layout.is_automatic
    popup = columns_popup(page)
    for label in ("Organisers", "City", "Date", "Attended"):
        tick(qtbot, popup, label)
    popup.close()
    window.resize(1024, 700)
    assert page.list.columns.shown_keys() == ["title", "when", "status", "attended", "city", "organisers"]
    qtbot.waitUntil(lambda: page.list.horizontalScrollBar().maximum() > 0)
    popup = columns_popup(page)
    qtbot.mouseClick(popup.automatic, LEFT)
    popup.close()
    assert page.list.columns.layout == ColumnLayout()
    qtbot.waitUntil(lambda: page.list.horizontalScrollBar().maximum() == 0)


def test_columns_are_chosen_and_moved_by_keys(qtbot: QtBot, window: MainWindow, page: AreaPage):
    page.header.columns_button.setFocus()
    popup = columns_popup(page)
    assert popup.list.hasFocus()
    popup.list.setCurrentIndex(popup.model.index(row_of(popup, "Status")))
    qtbot.keyClick(popup.list, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(popup.list, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(popup.list, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [offer.value for offer in popup.model.offers][:3] == ["title", "status", "when"]
    qtbot.keyClick(popup.list, Key.Key_Down)
    qtbot.keyClick(popup.list, Key.Key_Space)
    qtbot.keyClick(popup.list, Key.Key_Return)
    assert not popup.isVisible()
    assert page.list.columns.shown_keys()[:3] == ["title", "status", "when"]
    places = [page.list.heading.visualIndex(number) for number in (0, 3, 1)]
    assert places == [0, 1, 2]
    assert window.focusWidget() is page.header.columns_button


def test_a_heading_that_is_moved_or_widened_stays_so(qtbot: QtBot, window: MainWindow, page: AreaPage):
    header = page.list.heading
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: page.list.columns.shown_keys() == ["title", "when", "kind", "status"])
    header.moveSection(header.visualIndex(3), 1)
    assert page.list.columns.shown_keys() == ["title", "status", "when", "kind"]
    header.resizeSection(3, 180)
    assert page.list.columnWidth(3) == 180
    assert page.list.columns.layout.widths == {"status": 180}
    assert sum(page.list.columnWidth(n) for n in range(header.count())) == page.list.viewport().width()


# --- the next day -------------------------------------------------------------------------------------


def test_everything_about_a_list_is_there_again_on_the_next_day(
    make_window: Callable[[], MainWindow], sample: Desk
):
    first = make_window()
    page = events_of(first)
    page.panel._narrow(ListFilter({"country": ("IT",)}, Period.PAST))
    page.panel._group("month")
    page.panel._sort(SortKey("when"))
    page.panel._sort_also(SortKey("title"))
    page.list.columns.set_layout(ColumnLayout(frozenset({"city"}), ("city",), {"city": 222}))
    shown = rows(first)
    first.close()
    second = make_window()
    again = events_of(second)
    assert rows(second) == shown
    assert sorts_of(again) == (SortKey("when"), SortKey("title"))
    assert again.presenter.listing.group == "month"
    assert again.list.columns.layout == ColumnLayout(frozenset({"city"}), ("city",), {"city": 222})
    assert again.header.filters.chips["country"].text() == "Country: Italy"
    people = second.show_area_named("people")
    assert isinstance(people, AreaPage)
    assert not people.presenter.listing.is_filtered
    read_list(second)


@pytest.mark.parametrize("nonsense", ["", "{", "[1, 2]", '{"values": [], "shown": 3}', "\x00", '[["title"]]'])
def test_a_window_opens_whatever_the_settings_say(
    make_window: Callable[[], MainWindow], sample: Desk, settings: QSettings, nonsense: str
):
    for key in ("sorts", "group", "filter", "columns", "saved_filters"):
        settings.setValue(f"events/{key}", nonsense)
    window = make_window()
    page = events_of(window)
    assert len(rows(window)) > 30
    assert sorts_of(page) == (SortKey("when", True),)
    assert page.list.columns.layout.widths == {}


# --- asked by others ----------------------------------------------------------------------------------


def test_another_area_leads_to_a_list_that_says_what_it_shows(
    window: MainWindow, page: AreaPage, sample: Desk
):
    today = sample.clock.today()
    page.panel._find("something else")
    page.show_query(ListQuery(ListKind.EVENTS, equal={"status": ("planned", "confirmed")}, over_before=today))
    shown = rows(window)
    assert all(row.status in ("planned", "confirmed") and row.when.last_day < today for row in shown)
    chips = page.header.filters.chips
    assert (chips["status"].text(), chips["period"].text()) == ("Status: Planned, Confirmed", "Period: Past")
    assert page.header.field.text() == ""


# --- long lists ---------------------------------------------------------------------------------------


def test_the_beginning_of_a_long_list_is_there_before_the_rest(qtbot: QtBot):
    loader = KeysLoader()
    go_on = Signalled()

    def read() -> Iterator[ListContent]:
        yield ListContent([1, 2], is_whole=False)
        go_on.wait(10)
        yield ListContent([1, 2, 3])

    seen: list[ListContent] = []
    loader.loaded.connect(seen.append)
    loader.ask(read)
    assert seen == [ListContent([1, 2], is_whole=False)]
    assert loader.is_reading
    go_on.set()
    qtbot.waitUntil(lambda: not loader.is_reading)
    assert seen[-1] == ListContent([1, 2, 3])
    loader.wait()


def test_the_rest_of_a_long_list_leaves_the_beginning_where_it_is(
    qtbot: QtBot, window: MainWindow, page: AreaPage
):
    model = page.model
    keys = list(model.keys)
    page.panel._marked = None
    page.panel._show_content(ListContent(keys[:20]))
    page.list.verticalScrollBar().setValue(40)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        page.panel._show_content(ListContent(keys))
    assert page.list.verticalScrollBar().value() == 40
    assert model.rowCount() == len(keys)


def test_a_record_that_is_open_stays_chosen_when_the_order_changes(
    qtbot: QtBot, window: MainWindow, page: AreaPage
):
    page.list.setCurrentIndex(page.model.index(7, 0))
    chosen: UUID | None = page.model.id_at(7)
    page.panel._sort(SortKey("title"))
    read_list(window)
    assert page.model.id_at(page.list.current_position()) == chosen
    page.panel._group("country")
    read_list(window)
    assert page.model.id_at(page.list.current_position()) == chosen


def test_what_can_be_done_above_a_list_says_its_name(window: MainWindow, page: AreaPage):
    bar = page.header.filters
    focusable: list[QWidget] = [bar.button, *bar.chips.values(), page.header.sort_button]
    assert all(widget.accessibleName() for widget in [*focusable, page.header.columns_button])
    assert QApplication.focusWidget() is not None


def test_large_text_shares_a_narrow_list_between_title_and_chip(
    qtbot: QtBot, window: MainWindow, page: AreaPage
):
    font = page.list.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    page.list.setFont(font)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: page.list.viewport().width() < 400)
    shown = [n for n in range(page.model.columnCount()) if not page.list.isColumnHidden(n)]
    assert sum(page.list.columnWidth(number) for number in shown) <= page.list.viewport().width()
    assert page.list.columnWidth(0) >= 0.4 * page.list.viewport().width() - 1


def test_values_that_take_their_time_are_waited_for(qtbot: QtBot, window: MainWindow, page: AreaPage):
    popup = CheckPopup("Tag", window._desk.localisation, window)
    popup.show_reading()
    popup.open_under(page.header.filters.button)
    assert not popup.list.isVisible()
    popup.set_offers([Offer("a", "A", 3), Offer("b", "B", 1)], ("b",))
    assert popup.list.hasFocus()
    assert popup.model.checked == ("b",)
    spoken = popup.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "A, 3 rows"
    popup.close()
    popup.deleteLater()
