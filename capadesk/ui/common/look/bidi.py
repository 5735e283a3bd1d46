"""Words of one direction in a window of the other: each keeps its own order (Unicode UAX 9, isolates)."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT_MARK = "\u200f"
_SEPARATORS = " ·"


def isolated(text: str) -> str:
    """The text as it is to be painted: in a mirrored window "28 days" does not become "days 28"."""
    words = text.lstrip(_SEPARATORS)
    if not words or not QGuiApplication.isRightToLeft():
        return text
    # What parts the words from their neighbour belongs to the window's direction, not to theirs.
    return f"{text[: len(text) - len(words)]}{_FIRST_STRONG_ISOLATE}{words}{_POP}"


def leading(text: str) -> str:
    """The text for a label of several lines: in a mirrored window it begins at the right."""
    if not text or not QGuiApplication.isRightToLeft():
        return text
    return f"{_RIGHT_TO_LEFT_MARK}{isolated(text)}"
