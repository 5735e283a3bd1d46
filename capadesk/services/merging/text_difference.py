"""Two versions of a text beside each other: which words went, which came, which stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_WORDS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_CONTEXT = 60
_LINES_AT_MOST = 5_000
_WORDS_AT_MOST = 1_500


class Piece(StrEnum):
    """What became of a piece of text; `SKIPPED` stands for much that stayed."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    SKIPPED = "skipped"


class Part(NamedTuple):
    """A piece of text; of `SKIPPED` it is empty."""

    piece: Piece
    text: str


def difference(before: str, after: str, *, context: int = _CONTEXT) -> list[Part]:
    """The two texts as one: what is gone before what is new, with `context` characters around a change.

    Lines are compared first, then the words within lines that changed; texts too long for that are shown as
    gone and new by their lines or as a whole.
    """
    return list(_shortened(_joined(_by_lines(before, after)), context))


def _by_lines(before: str, after: str) -> Iterator[Part]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > _LINES_AT_MOST:
        yield Part(Piece.GONE, before)
        yield Part(Piece.NEW, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(Piece.SAME, "".join(old[a:b]))
        else:
            yield from _by_words("".join(old[a:b]), "".join(new[c:d]))


def _by_words(before: str, after: str) -> Iterator[Part]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _WORDS_AT_MOST:
        yield Part(Piece.GONE, before)
        yield Part(Piece.NEW, after)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in _without_islands(old, matcher.get_opcodes()):
        if tag == "equal":
            yield Part(Piece.SAME, "".join(old[a:b]))
        else:
            yield Part(Piece.GONE, "".join(old[a:b]))
            yield Part(Piece.NEW, "".join(new[c:d]))


Operation = tuple[str, int, int, int, int]


def _without_islands(old: Sequence[str], operations: Sequence[Operation]) -> list[Operation]:
    """A blank or a comma that stayed between two changed words goes with them: it reads better."""
    found: list[Operation] = []
    for number, (tag, a, b, c, d) in enumerate(operations):
        is_inside = 0 < number < len(operations) - 1
        if tag == "equal" and is_inside and not any(word[0].isalnum() for word in old[a:b]):
            tag = "replace"
        if tag != "equal" and found and found[-1][0] != "equal":
            _, first_a, _, first_c, _ = found.pop()
            found.append(("replace", first_a, b, first_c, d))
        else:
            found.append((tag, a, b, c, d))
    return found


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    last: Part | None = None
    for part in parts:
        if not part.text:
            continue
        if last is not None and last.piece is part.piece:
            last = Part(last.piece, last.text + part.text)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _shortened(parts: Iterator[Part], context: int) -> Iterator[Part]:
    found = list(parts)
    for number, part in enumerate(found):
        is_first, is_last = number == 0, number == len(found) - 1
        room = context * (1 if is_first or is_last else 2)
        if part.piece is not Piece.SAME or len(part.text) <= room + context:
            yield part
            continue
        if not is_first:
            yield Part(Piece.SAME, _head(part.text, context))
        yield Part(Piece.SKIPPED, "")
        if not is_last:
            yield Part(Piece.SAME, _tail(part.text, context))


def _head(text: str, length: int) -> str:
    """The beginning of a text, to the end of a word."""
    end = text.rfind(" ", 1, length)
    return text[: end if end > 0 else length]


def _tail(text: str, length: int) -> str:
    """The end of a text, from the beginning of a word."""
    start = text.find(" ", len(text) - length)
    return text[start + 1 if start >= 0 else len(text) - length :]
