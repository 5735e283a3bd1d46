"""A question before there is a window: the data file could not be opened as it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from capadesk.services.words import _


def ask_at_start(text: str, choices: Sequence[str]) -> int | None:
    """Show what happened with a button for each way on; its number, None for "Close"."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    question = StartQuestion(text, choices)
    question.exec()
    app.processEvents()
    return question.chosen()


class StartQuestion(QMessageBox):
    """A button for each way on and "Close", which Enter and Escape press."""

    def __init__(self, text: str, choices: Sequence[str]) -> None:
        super().__init__(QMessageBox.Icon.Warning, "CapaDesk", text)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names of files and what a server says are no markup
        self._ways: list[QPushButton] = [
            self.addButton(choice, QMessageBox.ButtonRole.ActionRole) for choice in choices
        ]
        close = self.addButton(_("&Close"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(close)
        self.setEscapeButton(close)

    def chosen(self) -> int | None:
        """The number of the way that was clicked, None if it was "Close"."""
        clicked = self.clickedButton()
        return next((number for number, way in enumerate(self._ways) if way is clicked), None)
