"""Every widget that can have the focus says its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollBar, QSplitterHandle, QWidget

from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list


def names_missing(window: QWidget) -> list[str]:
    missing = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, QScrollBar | QSplitterHandle) or widget.focusProxy() is not None:
            continue
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
            missing.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return missing


@pytest.mark.sample
def test_every_widget_in_an_area_says_its_name(window: MainWindow):
    missing = {}
    for area in ("overview", "events", "meetings", "people", "organisations", "actions"):
        window.show_area_named(area)
        read_list(window)
        window.page.focus_first()
        missing[area] = names_missing(window)
    assert not any(missing.values()), missing
