"""What is asked when a data file cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from capadesk.ui.start_question import StartQuestion


def button(question: StartQuestion, text: str) -> QAbstractButton:
    (found,) = [each for each in question.buttons() if each.text() == text]
    return found


def test_the_way_that_is_clicked_is_chosen(qtbot: QtBot):
    question = StartQuestion("In use.", ["Open for &reading only", "&Other"])
    qtbot.addWidget(question)
    question.show()
    button(question, "&Other").click()
    assert question.chosen() == 1


def test_close_is_the_default_and_chooses_nothing(qtbot: QtBot):
    question = StartQuestion("In use.", ["Open for &reading only"])
    qtbot.addWidget(question)
    question.show()
    close = button(question, "&Close")
    assert question.defaultButton() is close
    assert question.escapeButton() is close
    close.click()
    assert question.chosen() is None


def test_what_a_server_or_a_file_is_called_is_no_markup(qtbot: QtBot):
    question = StartQuestion("The hub does not answer: <b>bold</b>.", [])
    qtbot.addWidget(question)
    assert question.textFormat() is Qt.TextFormat.PlainText
