"""Words broken into a few lines, the last one cut short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

_LEAST = 2


def text_lines(text: str, font: QFontMetricsF, first: float, others: float, lines: int) -> list[str]:
    """At most so many lines; the first has a width of its own. A word longer than a line is broken."""
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < lines:
        width = others if found else first
        if len(found) == lines - 1:
            found.append(font.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, width))
            break
        line = ""
        while rest and font.horizontalAdvance(f"{line} {rest[0]}".strip()) <= width:
            line = f"{line} {rest.pop(0)}".strip()
        if not line and (found or first >= others):
            line, rest[0] = _broken(rest[0], font, width)
        found.append(line)
    return found


def _broken(word: str, font: QFontMetricsF, width: float) -> tuple[str, str]:
    """As much of a word as a line holds, one letter at least, and the rest: if it can be, no sign alone."""
    place = 1
    while place < len(word) and font.horizontalAdvance(word[: place + 1]) <= width:
        place += 1
    if place == len(word) - 1 and place > _LEAST:
        place -= 1
    return word[:place], word[place:]


def lines_wanted(text: str, font: QFontMetricsF, first: float, others: float, at_most: int) -> int:
    """In how many lines a text is not cut short, as far as that goes."""
    for lines in range(1, at_most):
        if not any(line.endswith("…") for line in text_lines(text, font, first, others, lines)):
            return lines
    return at_most
