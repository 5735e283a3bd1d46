"""One component of a calendar file: its properties by name, what is nested in it, and what is neither."""

from __future__ import annotations

from capadesk.formats.calendar.calendar_bytes import text_of
from capadesk.formats.calendar.content_line_reader import (
    MAX_LINES,
    BadLine,
    ContentLine,
    content_lines,
    unfolded,
)


class CalendarComponent:
    """A component of a file; `properties` are its own, nested components stand in `blocks` line by line."""

    def __init__(self, raw: bytes) -> None:
        text, self.is_guessed = text_of(unfolded(raw))
        self.properties: dict[str, list[ContentLine]] = {}
        self.blocks: list[list[str]] = []
        self.bad_lines: list[BadLine] = []
        self.is_too_long = text.count("\n") > MAX_LINES
        depth = 0
        properties = self.properties
        for line in content_lines(text):
            if isinstance(line, BadLine):
                self.bad_lines.append(line)
            elif line.name == "BEGIN":
                depth += 1
                if depth == 2:
                    self.blocks.append([])
                if depth > 1:
                    self.blocks[-1].append(line.raw)
            elif line.name == "END":
                if depth > 1:
                    self.blocks[-1].append(line.raw)
                depth -= 1
            elif depth > 1:
                self.blocks[-1].append(line.raw)
            elif line.name in properties:
                properties[line.name].append(line)
            else:
                properties[line.name] = [line]

    def first(self, name: str) -> ContentLine | None:
        """The first property of that name that says anything; None if there is none."""
        for line in self.properties.get(name, ()):
            if line.value.strip():
                return line
        return None

    def text(self, name: str) -> str:
        """The first text of that name, "" if there is none."""
        line = self.first(name)
        return "" if line is None else line.text

    def value(self, name: str) -> str:
        """The first value of that name as it stands, without blanks around it."""
        line = self.first(name)
        return "" if line is None else line.value.strip()
