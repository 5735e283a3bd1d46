"""The calendar on paper: pages, breaks, a PDF that is whole or not there, a preview."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from capadesk.domain.errors import Cancelled, EnvironmentFailure
from capadesk.domain.identity import new_id
from capadesk.domain.records import Series
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.calendar.printing.calendar_print import CalendarPrint
from capadesk.ui.calendar.printing.printed_sheet import Sheet
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.march import ROME, add, at, open_march, settle

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsversammlung mit Verabschiedung des Haushalts " * 3


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


def printed(page: CalendarPage) -> CalendarPrint:
    assert page.content is not None
    return CalendarPrint(page.presenter, page.content, page.presenter.title)


def page_count(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def picture_of(printed: CalendarPrint) -> QImage:
    """The first page, one dot for each unit."""
    image = QImage(printed.size.toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    printed.pages[0](Sheet(painter, printed.size))
    painter.end()
    return image


def test_a_month_and_a_year_are_one_page_and_an_agenda_as_many_as_it_needs(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    for day in range(1, 31):
        for hour in (9, 11, 14):
            add(desk, f"Talk {day}/{hour} {LONG if hour == 9 else ''}", at(day, hour))
    add(desk, "Forum", When.months(2026, 3))
    counts = {}
    for scale in (Scale.YEAR, Scale.AGENDA, Scale.DAY):
        page = open_march(qtbot, window, scale)
        path = tmp_path / f"{scale}.pdf"
        assert printed(page).write_pdf(path) == page_count(path)
        counts[scale] = page_count(path)
    assert counts[Scale.YEAR] == counts[Scale.DAY] == 1
    assert counts[Scale.AGENDA] > 2


def test_a_year_on_paper_marks_public_holidays(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window, Scale.YEAR)
    settle(qtbot, page)
    page.presenter.holidays = {}
    bare = picture_of(printed(page))
    page.presenter.holidays = {date(2026, 3, 19): ["Saint Joseph"]}
    assert picture_of(printed(page)) != bare


def test_what_a_month_has_no_room_for_stands_on_pages_behind_it(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    add(desk, "Fair", When.days(date(2026, 3, 13), date(2026, 3, 17)))
    page = open_march(qtbot, window)
    assert len(printed(page).pages) == 1
    for number in range(12):
        add(desk, f"Talk {number}", at(10, 8 + number))
    page = open_march(qtbot, window)
    settle(qtbot, page)
    pages = printed(page)
    assert len(pages.pages) == 2
    path = tmp_path / "march.pdf"
    pages.write_pdf(path)
    assert page_count(path) == 2


def test_what_is_more_than_can_be_printed_is_said(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    for number in range(5):
        add(desk, f"Talk {number}", at(10, 8 + number))
    page = open_march(qtbot, window, Scale.AGENDA)
    assert page.content is not None
    assert not printed(page).is_cut
    short = CalendarPrint(page.presenter, page.content, page.presenter.title, rows_at_most=3)
    assert short.is_cut
    assert "narrow it by a filter" in short._heading.printed


def test_a_pdf_is_whole_or_not_there(qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path) -> None:
    add(desk, "Breakfast", at(10))
    pages = printed(open_march(qtbot, window))

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    path = tmp_path / "march.pdf"
    path.write_bytes(b"before")
    with pytest.raises(Cancelled):
        pages.write_pdf(path, stop)
    assert path.read_bytes() == b"before"
    with pytest.raises(EnvironmentFailure) as error:
        pages.write_pdf(tmp_path / "nowhere" / "march.pdf")
    assert error.value.code == "file_not_writable"


def test_the_preview_shows_what_is_seen(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    start = datetime(2026, 3, 10, 23)
    add(desk, "Night", When.timed(start, start + timedelta(hours=4), ROME))
    page = open_march(qtbot, window)
    assert window.commands.print_.isEnabled()
    window.commands.print_.trigger()
    qtbot.waitUntil(lambda: page.printing.preview is not None)
    preview = page.printing.preview
    assert isinstance(preview, QDialog)
    assert preview.windowTitle() == "Print: March 2026"
    qtbot.waitUntil(preview.isVisible)
    preview.reject()


def test_a_pdf_is_written_where_it_is_wanted_and_told(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.AGENDA)
    window.commands.pdf.trigger()
    chooser = page.printing.chooser
    assert chooser is not None
    path = tmp_path / "march.pdf"
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: window.bar.text == f"1 page written to {path}.")


def test_a_timeline_breaks_between_rows_and_says_how_many_it_leaves_out(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    # Few events by many series, one series of far too many, a partial one, a cancelled one, one that recurs.
    add(desk, "Forum", When.months(2026, 3), status="cancelled")
    add(desk, "Jour fixe", at(2), recurrence="FREQ=WEEKLY")
    with desk.store.unit_of_work() as work:
        series = [Series(id=new_id(), name=f"Series {number:02} {LONG}") for number in range(40)]
        for each in series:
            work.save(each)
        work.commit("kept")
    for each in series:
        add(desk, f"Meeting of {each.name}", at(10), series_id=each.id)
    for number in range(60):
        add(desk, f"Talk {number}", at(10), series_id=series[0].id)
    page = open_march(qtbot, window)
    page.show_scale(Scale.TIMELINE)
    page.views.timeline.presenter.go_to(date(2026, 3, 10))
    page.views.timeline.read()
    settle(qtbot, page)
    content = page.printing.printable
    assert isinstance(content, TimelineContent)
    pages = CalendarPrint(page.presenter, content, page.printing.title)
    path = tmp_path / "season.pdf"
    assert pages.write_pdf(path) == page_count(path) == 2
    assert not pages.is_cut
    assert CalendarPrint(page.presenter, content, page.printing.title, rows_at_most=40).is_cut


def test_an_empty_timeline_and_other_areas_are_not_printed(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    page = open_march(qtbot, window)
    page.show_scale(Scale.TIMELINE)
    settle(qtbot, page)
    assert not window.commands.print_.isEnabled()
    add(desk, "Breakfast", When.days(desk.clock.today()))
    page.views.timeline.read()
    page.go_to_today()
    settle(qtbot, page)
    assert window.commands.print_.isEnabled()
    page.show_scale(Scale.MONTH)
    settle(qtbot, page)
    assert window.commands.pdf.isEnabled()
    window.show_area_named("people")
    assert not window.commands.print_.isEnabled()
