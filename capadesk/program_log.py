"""The log: small files in the folder of the system that holds no name and no text of any record."""

from __future__ import annotations

import faulthandler
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from capadesk.services.fault_report import ProgramWord, fault_lines

FILE_NAME = "capadesk.log"
HARD_FAULTS_NAME = "hard-faults.log"
LARGEST_BYTES = 256 * 1024
KEPT_FILES = 3
_HIDDEN = "…"
_LOGGER = "capadesk"


class _ProgramFormatter(logging.Formatter):
    """Words only what the program itself has said: every other text is hidden."""

    def __init__(self) -> None:
        super().__init__("{asctime}.{msecs:03.0f} {process} {levelname} {name}: {message}", style="{")
        self.datefmt = "%Y-%m-%d %H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the lines of a fault beneath it."""
        told = logging.makeLogRecord(record.__dict__)
        told.args = _told(record.args) if isinstance(record.args, tuple) else ()
        told.msg = record.msg if isinstance(record.msg, str) else _HIDDEN
        told.exc_info = told.exc_text = told.stack_info = None
        lines = [super().format(told)]
        if record.exc_info and record.exc_info[1] is not None:
            lines += [f"    {line}" for line in fault_lines(record.exc_info[1])]
        return "\n".join(lines)


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_told(item) for item in value)
    return value if isinstance(value, (int, float, ProgramWord)) else _HIDDEN


class _QuietHandler(RotatingFileHandler):
    """A log that cannot be written must not stop the work, nor speak of it."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing."""


class ProgramLog:
    """Writes what the program does into rotating files, from `start` until `stop`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE_NAME
        self._hard_faults = folder / HARD_FAULTS_NAME
        self._handler: logging.Handler | None = None
        self._faults_open: Any = None
        self._takes_hard_faults = False

    def start(self, level: int = logging.INFO) -> bool:
        """Begin; False if nothing may be written there: then there is no log."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handler = _QuietHandler(
                self.file, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
            )
            self._faults_open = self._hard_faults.open("a", encoding="utf-8")
        except OSError:
            return False
        handler.setFormatter(_ProgramFormatter())
        logger = logging.getLogger(_LOGGER)
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(handler)
        self._handler = handler
        if not faulthandler.is_enabled():
            faulthandler.enable(self._faults_open)
            self._takes_hard_faults = True
        return True

    def stop(self) -> None:
        """End; what was said is written."""
        logger = logging.getLogger(_LOGGER)
        if self._handler is not None:
            logger.removeHandler(self._handler)
            self._handler.close()
            self._handler = None
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
        if self._faults_open is not None:
            if self._takes_hard_faults:
                faulthandler.disable()
            self._faults_open.close()
            self._faults_open = None


def wanted_level() -> int:
    """CAPADESK_LOG: "debug", "info" (if it is not set), "warning" or "error"."""
    levels = {"debug": logging.DEBUG, "warning": logging.WARNING, "error": logging.ERROR}
    return levels.get(os.environ.get("CAPADESK_LOG", "").lower(), logging.INFO)
