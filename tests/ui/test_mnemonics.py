"""Letters that go with Alt: each leads to one thing."""

from __future__ import annotations

from collections import defaultdict

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel

from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list


def mnemonics(window: MainWindow | QDialog) -> dict[str, list[str]]:
    texts = [] if isinstance(window, QDialog) else [action.text() for action in window.menuBar().actions()]
    texts += [button.text() for button in window.findChildren(QAbstractButton) if button.isVisibleTo(window)]
    texts += [
        label.text()
        for label in window.findChildren(QLabel)
        if label.isVisibleTo(window) and label.buddy() is not None
    ]
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        key = QKeySequence.mnemonic(text).toString()
        if key:
            found[key].append(text)
    return found


@pytest.mark.sample
def test_no_letter_stands_for_two_things(window: MainWindow):
    twice = {}
    for area in ("overview", "events", "meetings", "people", "organisations", "actions"):
        window.show_area_named(area)
        read_list(window)
        window.page.focus_first()
        twice[area] = {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1}
    assert not any(twice.values()), twice
