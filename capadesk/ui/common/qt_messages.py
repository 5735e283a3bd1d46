"""Warnings of Qt go into the log, without what they quote."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from capadesk.services.fault_report import ProgramWord

_LOG = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_QUOTED = re.compile(r"""(["'“‘«]).*["'”’»]|\S*[/\\@]\S*""", re.DOTALL)
_LONGEST = 200

Handler = Callable[[QtMsgType, QMessageLogContext, str], Any]


def without_quotes(message: str) -> str:
    """The message without what stands in quotes, and without paths and addresses."""
    return _QUOTED.sub("…", message)[:_LONGEST]


class QtMessages:
    """Takes Qt's messages from `start` until `stop`; they are still shown where they were before."""

    def __init__(self) -> None:
        self._before: Handler | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._before = qInstallMessageHandler(self._take)

    def stop(self) -> None:
        """Leave the messages to whoever had them."""
        qInstallMessageHandler(self._before)
        self._before = None

    def _take(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _LOG.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", ProgramWord(without_quotes(message)))
        if self._before is not None:
            self._before(kind, context, message)
        elif sys.stderr is not None:
            sys.stderr.write(f"{message}\n")
