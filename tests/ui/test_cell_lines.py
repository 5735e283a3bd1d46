"""Titles in the cells of a month: broken into lines where there is place, cut where there is none."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.cell_lines import LaneSize, with_room
from capadesk.ui.calendar.text_lines import lines_wanted, text_lines
from capadesk.ui.calendar.week_lanes import Segment


@pytest.fixture
def font(qtbot: QtBot) -> QFontMetricsF:
    return QFontMetricsF(QGuiApplication.font())


def segment(lane: int, first: int, last: int, *, is_band: bool = False) -> Segment:
    day = date(2026, 3, 2)
    starts = None if is_band else datetime(2026, 3, 2, 9)
    event = Occurrence(new_id(), "", "", "", When.days(day), "", "", "", day, day, starts, starts)
    return Segment(event, lane, first, last, goes_on_before=False, goes_on_after=False)


def test_words_are_broken_between_words_and_the_last_line_is_cut(font: QFontMetricsF) -> None:
    wide = font.horizontalAdvance("Ministry of urban")
    text = "Ministry of urban mobility and housing"
    assert text_lines(text, font, wide, wide, 1)[0].endswith("…")
    assert text_lines(text, font, wide, wide, 3) == ["Ministry of urban", "mobility and", "housing"]
    assert text_lines("", font, wide, wide, 2) == []
    assert text_lines("Fair", font, wide, wide, 2) == ["Fair"]
    assert [lines_wanted(each, font, wide, wide, 3) for each in ("Fair", text, text * 3)] == [1, 3, 3]


def test_a_long_word_goes_below_a_short_first_line_and_is_broken_there(font: QFontMetricsF) -> None:
    wide = font.horizontalAdvance("Donaudampfschiff")
    lines = text_lines("Donaudampfschifffahrtsgesellschaft tagt", font, 4.0, wide, 4)
    assert lines[:2] == ["", "Donaudampfschiff"]
    assert "".join(lines[1:]).replace(" ", "") == "Donaudampfschifffahrtsgesellschafttagt"
    assert text_lines("Donaudampfschifffahrt", font, wide, wide, 2) == ["Donaudampfschiff", "fahrt"]
    assert text_lines("Fair", font, 0.1, 0.1, 3)[0] == "F"
    almost = font.horizontalAdvance("(Budapest") + 0.5
    assert text_lines("(Budapest)", font, almost, almost, 2) == ["(Budapes", "t)"]


SIZE = LaneSize(20.0, 12.0)


def test_free_place_of_a_day_goes_to_its_titles_and_bands_stay() -> None:
    band, one, two = segment(0, 0, 2, is_band=True), segment(1, 0, 0), segment(2, 0, 0)
    alone = segment(1, 1, 1)
    found = with_room([band, one, two, alone], [0] * 7, 4, SIZE, lambda _segment: 2)
    assert [(each.top, each.lines) for each in found] == [(0, 1), (20, 2), (52, 1), (20, 2)]


def test_what_is_left_below_the_last_lane_goes_to_titles_unless_a_number_stands_there() -> None:
    both = [segment(0, 0, 0), segment(1, 0, 0)]
    cut, roomy = (with_room(both, [0] * 7, 3, SIZE, lambda _segment: 3, below) for below in (0.0, 4.0))
    assert [(each.top, each.lines) for each in cut] == [(0, 2), (32, 1)]
    assert [(each.top, each.lines) for each in roomy] == [(0, 3), (44, 1)]
    numbered = with_room(both, [1, 0, 0, 0, 0, 0, 0], 3, SIZE, lambda _segment: 3, 16.0)
    assert [each.lines for each in numbered] == [1, 1]


def test_a_gap_between_bands_is_filled_before_what_is_below_them() -> None:
    bands = [segment(0, 0, 2, is_band=True), segment(2, 0, 2, is_band=True)]
    found = with_room([*bands, segment(1, 0, 0), segment(3, 0, 0)], [0] * 7, 5, SIZE, lambda _segment: 3)
    assert [(each.top, each.lines) for each in found[2:]] == [(20, 1), (60, 2)]


def test_the_lane_for_the_number_of_the_rest_stays_free() -> None:
    both = [segment(0, 0, 0), segment(1, 0, 0)]
    found = with_room(both, [3, 0, 0, 0, 0, 0, 0], 3, SIZE, lambda _segment: 3)
    assert [(each.top, each.lines) for each in found] == [(0, 1), (20, 1)]
