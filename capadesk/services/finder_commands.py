"""Commands found by what is typed: by beginnings of their words, blind to accents, with errors forgiven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from capadesk.domain.folding import fold, word_key

_ONE_ERROR_FROM = 4
_TWO_ERRORS_FROM = 7
_WORD = re.compile(r"[^\W_]+")


class Fit(IntEnum):
    """How well something fits what is typed; the best first."""

    SAME = 0
    BEGINNING = 1
    WORDS = 2
    ELSEWHERE = 3
    SIMILAR = 4


class Command(NamedTuple):
    """Something that can be done: its words without marks, the menu it stands in, its keys or ""."""

    key: str
    words: str
    menu: str
    keys: str = ""


def fit_of(typed: str, title: str) -> Fit | None:
    """How a title or name fits what is typed; None if not all typed words begin a word of it."""
    typed, title = word_key(typed), word_key(title)
    if typed == title:
        return Fit.SAME
    if title.startswith(typed) or title.replace(" ", "").startswith(typed):
        return Fit.BEGINNING
    words = title.split()
    begins = all(any(word.startswith(each) for word in words) for each in typed.split())
    return Fit.WORDS if begins else None


def marks_of(typed: str, title: str) -> tuple[tuple[int, int], ...]:
    """Where the title holds what is typed: (first, after last) of each beginning of a word."""
    beginnings = sorted(word_key(typed).split(), key=len, reverse=True)
    marks = []
    for word in _WORD.finditer(title):
        folded = fold(word.group())
        beginning = next((each for each in beginnings if folded.startswith(each)), "")
        end, length = word.start(), 0
        while length < len(beginning):  # folding may make two letters of one
            length += len(fold(title[end]))
            end += 1
        if beginning:
            marks.append((word.start(), end))
    return tuple(marks)


def matching_commands(typed: str, commands: Sequence[Command]) -> list[tuple[Fit, Command]]:
    """The commands that fit, the best first; where none does, those whose words are written nearly so."""
    if not word_key(typed):
        return [(Fit.WORDS, command) for command in commands]
    found = []
    for command in commands:
        fit = fit_of(typed, command.words)
        if fit is None and fit_of(typed, f"{command.words} {command.menu}") is not None:
            fit = Fit.ELSEWHERE
        if fit is not None:
            found.append((fit, command))
    if not found:
        found = [(Fit.SIMILAR, command) for command in commands if _is_near(typed, command.words)]
    return sorted(found, key=lambda each: each[0])


def _is_near(typed: str, words: str) -> bool:
    known = word_key(words).split()
    return all(any(_begins_nearly(each, word) for word in known) for each in word_key(typed).split())


def _begins_nearly(typed: str, word: str) -> bool:
    allowed = 2 if len(typed) >= _TWO_ERRORS_FROM else 1 if len(typed) >= _ONE_ERROR_FROM else 0
    if not allowed:
        return word.startswith(typed)
    ends = range(max(len(typed) - 1, 1), len(typed) + 2)
    return any(errors_between(typed, word[:end]) <= allowed for end in ends)


def errors_between(first: str, second: str) -> int:
    """How many letters are wrong, missing, too many or swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
