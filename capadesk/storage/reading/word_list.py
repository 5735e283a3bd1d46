"""The words that the search index holds, and which of them are written nearly like a word that was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

SHORTEST = 3
"""Words of one or two letters are near to everything: they are never corrected."""
_LONG = 6
_LEAST_BEGINNING = 5
_NEAR_AT_MOST = 16
_REMEMBERED = 500
_FIRST_LETTER = "a"  # what sorts below begins with a figure or a sign
_LONGEST = 40


class _Near(NamedTuple):
    """A word of the index, or the beginning of some, ordered by how near it is."""

    distance: int
    is_beginning: bool
    other_initial: bool
    rarity: int
    text: str


class WordList:
    """Words in their order with the number of records that hold them."""

    def __init__(self, counts: Iterable[tuple[str, int]]) -> None:
        self._counts = dict(counts)
        self._words = sorted(self._counts)
        self._by_length: dict[int, list[str]] = {}
        for word in self._words:
            self._by_length.setdefault(len(word), []).append(word)
        self._beginnings: dict[int, list[str]] = {}
        self._near: dict[str, list[_Near]] = {}

    def has_beginning(self, typed: str) -> bool:
        """Whether a word begins like this."""
        place = bisect_left(self._words, typed)
        return place < len(self._words) and self._words[place].startswith(typed)

    def near(self, typed: str, distance: int) -> list[str]:
        """Words, and beginnings of words, at most `distance` errors away, the nearest first.

        An error is a letter too many, missing, wrong, or swapped with its neighbour. Words of up to five
        letters are allowed one, longer ones two, short ones and those with figures none.
        """
        nearest = self._near.get(typed)
        if nearest is None:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            nearest = self._near[typed] = self._all_near(typed)
        return [near.text for near in nearest if near.distance <= distance][:_NEAR_AT_MOST]

    def _all_near(self, typed: str) -> list[_Near]:
        allowed = errors_allowed(typed)
        if not allowed:
            return []
        found: dict[str, _Near] = {}
        if len(typed) >= _LEAST_BEGINNING:
            for length in range(max(len(typed) - 1, _LEAST_BEGINNING), len(typed) + 2):
                self._note(found, typed, self._beginnings_of(length), allowed, is_beginning=True)
        for length in range(len(typed) - allowed, len(typed) + allowed + 1):
            self._note(found, typed, self._by_length.get(length, ()), allowed, is_beginning=False)
        found.pop(typed, None)
        return sorted(found.values())

    def _note(
        self,
        found: dict[str, _Near],
        typed: str,
        words: Iterable[str],
        distance: int,
        *,
        is_beginning: bool,
    ) -> None:
        # Imported when it is first needed: nobody who types well waits for it.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        scorer: Any = OSA.distance
        for word, errors, _place in process.extract(
            typed, words, scorer=scorer, score_cutoff=distance, limit=None
        ):
            rarity = -self._counts.get(word, 0)
            found[word] = _Near(int(errors), is_beginning, word[0] != typed[0], rarity, word)

    def _beginnings_of(self, length: int) -> list[str]:
        """What longer words begin with."""
        if length not in self._beginnings:
            cut = dict.fromkeys(word[:length] for word in self._words if len(word) > length)
            self._beginnings[length] = list(cut)
        return self._beginnings[length]


def errors_allowed(typed: str) -> int:
    """How many errors a typed word may hold."""
    if len(typed) < SHORTEST or any(letter.isdigit() for letter in typed):
        return 0
    return 2 if len(typed) >= _LONG else 1


def read_words(connection: Any) -> WordList:
    """The words of the index as it is now, without numbers."""
    dialect = connection.dialect
    if dialect.words_opened:
        connection.exec_driver_sql(dialect.words_opened)
    return WordList(connection.cursor().execute(dialect.words, (_FIRST_LETTER, SHORTEST, _LONGEST)))
