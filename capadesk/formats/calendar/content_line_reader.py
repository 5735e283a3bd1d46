"""Content lines taken apart as the world writes them (RFC 5545 3.1, RFC 6868)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_LINES = 20_000
"""Lines of one component that are looked at: more has no event."""

_NAME = r"[A-Za-z0-9-]{1,80}"
_VALUE = r'(?:"[^"]*"|[^",:;]*)'
_STRICT = re.compile(rf"({_NAME})((?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*)[ \t]*:(.*)", re.DOTALL)
_LOOSE = re.compile(rf"({_NAME})[ \t]*(;[^:]*)?:(.*)", re.DOTALL)
_PARAMETER = re.compile(rf';[ \t]*({_NAME})=((?:"[^"]*"|[^";]+)*)')
_ESCAPED = re.compile(r"\\([\\;,nN:\"])")
_ESCAPES = {"n": "\n", "N": "\n"}
_CARETS = {"^n": "\n", "^^": "^", "^'": '"'}
_CARET = re.compile(r"\^[n^']")
_LONGEST_HEAD, _MOST_QUOTES = 200_000, 20_000
_BLANK_FOLD = re.compile(rb"\n{2,}[ \t]")
_COMMA = re.compile(r"(?<!\\)((?:\\\\)*),")


class ContentLine(NamedTuple):
    """One property: its name in capitals, its parameters as they stand (";TZID=…"), its value; which line."""

    name: str
    parameters: str
    value: str
    number: int

    def parameter(self, name: str) -> str:
        """The value of a parameter, without quotes; "" if there is none."""
        if not self.parameters or name not in self.parameters.upper():
            return ""
        for found in _PARAMETER.finditer(self.parameters):
            if found[1].upper() == name:
                value = found[2].strip().strip('"')
                return _CARET.sub(lambda caret: _CARETS[caret[0]], value) if "^" in value else value
        return ""

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of its parameters in capitals."""
        return tuple(found[1].upper() for found in _PARAMETER.finditer(self.parameters))

    @property
    def text(self) -> str:
        """The value as TEXT, its escapes resolved."""
        return unescaped(self.value)

    @property
    def raw(self) -> str:
        """The line as it stood, unfolded."""
        return f"{self.name}{self.parameters}:{self.value}"


class BadLine(NamedTuple):
    """A line that is no property; which one."""

    number: int
    text: str


def unfolded(raw: bytes) -> bytes:
    """Lines whose folds are taken out, before any character is read; blank lines before a fold as well."""
    if b"\n\n " in raw or b"\n\n\t" in raw:
        raw = _BLANK_FOLD.sub(b"", raw)
    if b"\n " in raw:
        raw = raw.replace(b"\n ", b"")
    return raw.replace(b"\n\t", b"") if b"\n\t" in raw else raw


def content_line(text: str, number: int) -> ContentLine | None:
    """The property on an unfolded line, None if there is none."""
    head, colon, value = text.partition(":")
    if colon and ";" not in head and '"' not in head:
        name = head.strip()
        return ContentLine(name.upper(), "", value, number) if _is_name(name) else None
    # The strict one remembers each of its steps: of a head without end that is too much.
    is_short = len(head) <= _LONGEST_HEAD and text.count('"') < _MOST_QUOTES
    found = (_STRICT if is_short else _LOOSE).fullmatch(text) or _LOOSE.fullmatch(text)
    return None if found is None else ContentLine(found[1].upper(), found[2] or "", found[3], number)


def content_lines(text: str) -> Iterator[ContentLine | BadLine]:
    """The properties of an unfolded component, its BEGIN and END among them; blank lines left out."""
    for number, each in enumerate(text.split("\n", MAX_LINES)[:MAX_LINES]):
        if each and not each.isspace():
            found = content_line(each, number)
            yield BadLine(number, each[:100]) if found is None else found


def unescaped(value: str) -> str:
    """A value of type TEXT without its escapes; a backslash before anything else stays."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), value)


def list_of_texts(value: str) -> list[str]:
    """The texts of a list that commas part."""
    if "\\" not in value:
        return value.split(",")
    return [unescaped(each) for each in _COMMA.sub("\\1\n", value).split("\n")]


@lru_cache(1)
def physical_lines(raw: bytes) -> list[int]:
    """For each unfolded line of a component how many lines of the folded one stand before it."""
    found: list[int] = []
    blank = 0
    for physical, each in enumerate(raw.split(b"\n")):
        if physical and each[:1] in (b" ", b"\t"):
            del found[len(found) - blank :]  # blank lines before a fold
            blank = 0
            continue
        blank = 0 if each else blank + 1
        found.append(physical)
    return found


def _is_name(text: str) -> bool:
    return 0 < len(text) <= 80 and text.isascii() and text.replace("-", "").isalnum()
