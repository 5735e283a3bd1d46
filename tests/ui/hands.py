"""What hands do at a window: keys where the focus is, answers to a question, a choice from a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.ui.window.main_window import MainWindow

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER
) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)


def answer(window: MainWindow, text: str) -> None:
    """Give the answer with that text to the question in the message bar."""
    buttons = [each for each in window.bar.findChildren(QPushButton) if each.isVisible()]
    (button,) = [each for each in buttons if each.text() == text]
    button.click()


def choose(combo: QComboBox, words: str) -> None:
    """Choose the entry with those words."""
    row = combo.findText(words)
    assert row >= 0, words
    combo.setCurrentIndex(row)
    combo.activated.emit(row)
