"""What a fault of the program shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.errors import UserError
from capadesk.ui.common.crash_dialog import CrashDialog
from capadesk.ui.common.fault_reporter import FaultReporter, fault_details


def dialogs() -> list[CrashDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]


def failing(name: str) -> None:
    raise ValueError(f"{name} is not a colour")


def fault_of(act: Callable[[], object]) -> Exception:
    try:
        act()
    except (AttributeError, UserError, ValueError) as error:
        return error
    raise AssertionError


def test_the_details_name_versions_and_the_way_to_the_fault_and_can_be_copied(qtbot: QtBot):
    details = fault_details("1.2.3", fault_of(lambda: failing("Rossi")))
    assert details.startswith("CapaDesk 1.2.3\nPython 3.")
    assert "Qt 6." in details
    assert re.search(r"^ValueError$", details, re.MULTILINE)
    assert re.search(r"test_crash_dialog\.py:\d+ failing$", details, re.MULTILINE)
    dialog = CrashDialog(details)
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == details


def test_the_details_hold_no_value_no_folder_and_every_cause():
    def refuse() -> None:
        try:
            failing("Rossi")
        except ValueError as error:
            raise UserError("file_missing", file="/home/rossi/desk.db") from error

    details = fault_details("1.2.3", fault_of(refuse))
    assert "UserError: file_missing" in details
    assert "caused by ValueError" in details
    assert "rossi" not in details.lower()
    assert str(Path.home()) not in details
    assert str(Path(__file__).parent) not in details


def test_what_speaks_of_the_program_alone_is_told():
    fault = fault_of(lambda: None.title)  # type: ignore[attr-defined]
    assert "AttributeError: 'NoneType' object has no attribute 'title'" in fault_details("1", fault)


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
