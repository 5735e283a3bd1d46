"""What a fault of the program shows."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.ui.common.crash_dialog import CrashDialog, FaultReporter, fault_details


def dialogs() -> list[CrashDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]


def test_the_details_name_versions_and_the_fault_and_can_be_copied(qtbot: QtBot):
    details = fault_details("1.2.3", ValueError("seven is not a colour"))
    assert "CapaDesk 1.2.3" in details
    assert "seven is not a colour" in details
    dialog = CrashDialog(details)
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == details


def test_faults_do_not_pile_up(qtbot: QtBot):
    reporter = FaultReporter("1.2.3")
    reporter.show(ValueError("first"))
    reporter.show(ValueError("second"))
    (shown,) = dialogs()
    shown.close()
    qtbot.waitUntil(lambda: not dialogs())
    reporter.show(ValueError("third"))
    (shown,) = dialogs()
    shown.close()
    qtbot.waitUntil(lambda: not dialogs())
