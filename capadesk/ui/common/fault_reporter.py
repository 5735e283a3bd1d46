"""What happens when nobody has caught an exception: it is logged, and shown once."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from capadesk.services.fault_report import fault_lines, system_lines

if TYPE_CHECKING:
    from capadesk.ui.common.crash_dialog import CrashDialog

_LOG = logging.getLogger(__name__)


def fault_details(version: str, error: BaseException) -> str:
    """What a report of a fault needs: versions and the way to it. No name and no text of any record."""
    return "\n".join([*system_lines(version, qVersion()), "", *fault_lines(error)])


class FaultReporter:
    """Takes the place of sys.excepthook: shows the first fault, keeps later ones from piling up."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._dialog: CrashDialog | None = None

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Python calls this with an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QGuiApplication.quit()
            return
        traceback.print_exception(kind, error, trace)
        self.show(error)

    def show(self, error: BaseException) -> None:
        """Show a fault, and write it into the log."""
        _LOG.error("a fault", exc_info=error)
        if self._dialog is None:
            from capadesk.ui.common.crash_dialog import CrashDialog

            self._dialog = CrashDialog(fault_details(self._version, error))
            self._dialog.destroyed.connect(self._forget)
            self._dialog.show()

    def _forget(self) -> None:
        self._dialog = None
