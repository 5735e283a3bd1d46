"""What may be told of a fault: where it happened and of what kind, never what a record says."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType

from capadesk.domain.errors import CapaDeskError

_SPEAKS_OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError)
"""Their messages name types and attributes; all others may quote a value, and are left out."""

_ROOTS = ("site-packages", "capadesk")
_MOST_FRAMES = 60


class ProgramWord(str):
    """A word out of the program itself (a code, the name of a function): it may stand in the log."""

    __slots__ = ()


def fault_lines(error: BaseException) -> list[str]:
    """The kind of the exception and the way to it, then those of its causes; no values, no folders."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(("caused by " if lines else "") + _kind_of(cause))
        lines.extend(f"  {place}" for place in _places(cause.__traceback__))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def system_lines(version: str, qt_version: str) -> list[str]:
    """The versions of the program, of what it is built on, and the system."""
    import platform

    return [
        f"CapaDesk {version}",
        f"Python {sys.version.split()[0]}, Qt {qt_version}, SQLite {sqlite3.sqlite_version}",
        platform.platform(),
    ]


def _kind_of(error: BaseException) -> str:
    if isinstance(error, CapaDeskError):
        return f"{type(error).__name__}: {error.code}"
    if isinstance(error, _SPEAKS_OF_CODE):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


def _places(trace: TracebackType | None) -> Iterator[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    if len(frames) > _MOST_FRAMES:
        yield f"({len(frames) - _MOST_FRAMES} calls above)"
    for frame in frames[-_MOST_FRAMES:]:
        yield f"{_within_program(frame.filename)}:{frame.lineno} {frame.name}"


def _within_program(file: str) -> str:
    """The path from the program's own folder on: what lies above may hold the name of its user."""
    parts = PurePath(file).parts
    for root in _ROOTS:
        if root in parts:
            last = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[last + (root == "site-packages") :])
    return parts[-1] if parts else file
