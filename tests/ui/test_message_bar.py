"""The bar below everything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.ui.common.message_bar import Answer, MessageBar, Mood, Question


def shown_bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.set_quiet_text("desk.db")
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    return bar


def test_it_is_quiet_until_something_happens(qtbot: QtBot):
    bar = shown_bar(qtbot)
    assert (bar.mood, bar.text) == (Mood.QUIET, "desk.db")
    bar.say("Saved", with_undo=True)
    assert (bar.mood, bar.text, bar.is_undo_offered) == (Mood.DONE, "Saved", True)
    bar.clear()
    assert (bar.mood, bar.text, bar.is_undo_offered) == (Mood.QUIET, "desk.db", False)


def test_calm_takes_back_an_error_only(qtbot: QtBot):
    bar = shown_bar(qtbot)
    bar.complain("No room")
    bar.calm()
    assert bar.text == "desk.db"
    bar.say("Saved")
    bar.calm()
    assert bar.text == "Saved"


def test_escape_gives_the_answer_that_changes_nothing(qtbot: QtBot):
    bar = shown_bar(qtbot)
    given: list[str] = []
    bar.ask(
        Question(
            "Delete it?",
            (Answer("Delete", lambda: given.append("deleted")), Answer("Keep", lambda: given.append("kept"))),
        )
    )
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert given == ["kept"]
    assert bar.question is None


def test_the_first_answer_has_the_focus_and_enter_gives_it(qtbot: QtBot):
    bar = shown_bar(qtbot)
    given: list[str] = []
    bar.ask(Question("Go?", (Answer("Go", lambda: given.append("went")), Answer("Stay", lambda: None))))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert given == ["went"]


def test_an_answer_may_ask_again(qtbot: QtBot):
    bar = shown_bar(qtbot)
    second = Question("Sure?", (Answer("Yes", lambda: None), Answer("No", lambda: None)))
    bar.ask(Question("Go?", (Answer("Go", lambda: bar.ask(second)), Answer("Stay", lambda: None))))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    focused.click()
    assert bar.question is second
