"""A window from right to left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QApplication

from capadesk.ui.common.fields.quiet_inputs import QuietTimeEdit
from capadesk.ui.common.look.bidi import isolated, leading


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[QApplication]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield qapp
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_words_keep_their_own_order(mirrored: QApplication):
    assert isolated("28 days overdue") == "\u206828 days overdue\u2069"
    assert isolated(" · Rome") == " · \u2068Rome\u2069"
    assert isolated("") == ""


def test_a_text_of_several_lines_begins_at_the_right(mirrored: QApplication):
    assert leading("Today") == "\u200f\u2068Today\u2069"
    assert leading("") == ""


def test_nothing_is_added_from_left_to_right(qapp: QApplication):
    assert isolated("28 days overdue") == "28 days overdue"
    assert leading("28 days overdue") == "28 days overdue"


def test_a_time_reads_as_it_is(mirrored: QApplication):
    field = QuietTimeEdit()
    field.setTime(QTime(8, 30))
    assert field.text() == "08:30"
