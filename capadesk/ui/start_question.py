"""A question before there is a window: the data file could not be opened as it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QMessageBox

from capadesk.services.words import _


def ask_at_start(text: str, choices: Sequence[str]) -> int | None:
    """Show what happened with a button for each way on; its number, None for "Close"."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = start_question_box(text, choices)
    box.exec()
    app.processEvents()
    buttons = box.buttons()
    clicked = box.clickedButton()
    chosen = buttons.index(clicked) if clicked in buttons else len(choices)
    return chosen if chosen < len(choices) else None


def start_question_box(text: str, choices: Sequence[str]) -> QMessageBox:
    """The dialog itself: a button for each choice, in order, then "Close", which Escape presses too."""
    box = QMessageBox(QMessageBox.Icon.Warning, "CapaDesk", text)
    for choice in choices:
        box.addButton(choice, QMessageBox.ButtonRole.ActionRole)
    close = box.addButton(_("&Close"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    box.setEscapeButton(close)
    return box
