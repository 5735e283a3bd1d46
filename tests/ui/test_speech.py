"""Qt speaks as the desk does: direction at once, numbers after the first look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.desk import Desk
from capadesk.ui import application


def test_the_languages_that_are_written_from_right_to_left_are_those_of_qt():
    known = [
        tag
        for tag in BabelLocalisation("en").language_codes()
        if QLocale(tag).language() is not QLocale.Language.C
    ]
    assert "de" in known
    assert [tag for tag in known if QLocale(tag).textDirection() is Qt.LayoutDirection.RightToLeft] == [
        tag for tag in known if tag in application._RIGHT_TO_LEFT
    ]


def test_numbers_of_a_field_that_is_open_already_follow_the_desk(
    qtbot: QtBot, desk: Desk, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
):
    before = QLocale()
    monkeypatch.setattr(application, "_AFTER_THE_FIRST_LOOK_MS", 1)
    field = QDoubleSpinBox()
    qtbot.addWidget(field)
    field.setLocale(QLocale("en"))
    field.setValue(1.5)
    assert field.text() == "1.50"
    speech = application._Speech(qapp)
    try:
        speech.follow(replace(desk, localisation=BabelLocalisation("de")))
        qtbot.waitUntil(lambda: field.text() == "1,50")
        assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    finally:
        qapp.removeTranslator(speech._translator)
        speech.deleteLater()
        QLocale.setDefault(before)
