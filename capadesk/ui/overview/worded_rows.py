"""Rows of a card that are put into words when they are shown: most of a long card never are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar, overload

from capadesk.ui.overview.overview_content import CardRow

_T = TypeVar("_T")


class WordedRows(Sequence[CardRow]):
    """One row for each of `items`, each worded once."""

    def __init__(self, items: Sequence[_T], word: Callable[[_T], CardRow]) -> None:
        self._count = len(items)
        self._row = cache(lambda number: word(items[number]))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> CardRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[CardRow]: ...

    def __getitem__(self, index: int | slice) -> CardRow | Sequence[CardRow]:
        numbers = range(self._count)[index]
        if isinstance(numbers, int):
            return self._row(numbers)
        return tuple(map(self._row, numbers))
