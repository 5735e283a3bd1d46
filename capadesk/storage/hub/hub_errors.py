"""What PostgreSQL and its driver say, in the program's own words (codes)."""

from __future__ import annotations

import re
from typing import Any

import psycopg

from capadesk.domain.errors import EnvironmentFailure

_CODES = {
    "08": "hub_unreachable",
    "57P": "hub_unreachable",
    "53300": "hub_unreachable",
    "28P01": "hub_password_wrong",
    "28": "hub_refused",
    "3D000": "hub_database_missing",
    "42501": "hub_refused",
    "25006": "hub_refused",
    "55P03": "database_busy",
    "40": "database_busy",
    "57014": "database_busy",
    "53100": "disk_full",
    "54000": "hub_text_too_long",
    "XX001": "database_damaged",
    "XX002": "database_damaged",
}
"""SQLSTATE, or how it begins, to code; the longest that fits."""
_NO_DATABASE = re.compile(r'FATAL: +database ".*" does not exist')
_OF_ENCRYPTION = re.compile(r"SSL|TLS|certificate")


def failure_of_hub(error: BaseException, location: str) -> EnvironmentFailure | None:
    """The EnvironmentFailure that a driver's error stands for; None if it is a fault of the program."""
    if not isinstance(error, psycopg.Error):
        return None
    code = _code_of(error)
    if code is None:
        return None
    return EnvironmentFailure(code, file=location, location=location, detail=_first_line(error))


def _code_of(error: psycopg.Error) -> str | None:
    state = error.sqlstate
    if state is not None:
        fitting = [start for start in _CODES if state.startswith(start)]
        return _CODES[max(fitting, key=len)] if fitting else None
    if not isinstance(error, psycopg.OperationalError):
        return None
    # While a connection is made there is no SQLSTATE yet; libpq says what was asked of it.
    asked: Any = getattr(error, "pgconn", None)
    if asked is not None and asked.needs_password:
        return "hub_password_needed"
    text = str(error)
    if "password authentication failed" in text:
        return "hub_password_wrong"
    if _NO_DATABASE.search(text):
        return "hub_database_missing"
    if "FATAL:" in text and not _is_starting(error):
        return "hub_refused"
    return "hub_not_secure" if _OF_ENCRYPTION.search(text) else "hub_unreachable"


def _is_starting(error: psycopg.Error) -> bool:
    return any(
        words in str(error) for words in ("starting up", "shutting down", "in recovery mode", "too many")
    )


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0]
