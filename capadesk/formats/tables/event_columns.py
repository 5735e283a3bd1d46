"""Guessing which column of a table is which field of an event: by its heading, then by its values."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from capadesk.domain.folding import word_key
from capadesk.formats.tables.column_values import TESTED_FIELDS, share_that_fits
from capadesk.formats.tables.event_fields import EVENT_FIELDS
from capadesk.formats.tables.table_reader import RawTable
from capadesk.resource_files import resource_path
from capadesk.services.words import _

_ENOUGH = 0.8
_WEAKLY_ENOUGH = 0.5
_BY_VALUES = ("start", "website", "country")
_EITHER = frozenset({"count_on_site", "count_remote"})
"""Fields between which no value decides, so that a heading which fits both is left to a human."""


class _Candidate(NamedTuple):
    """A field that a heading may mean: a lower rank is a closer word."""

    rank: int
    field: str
    is_weak: bool


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What was found out about a table: fields by column, and the columns that need a human."""

    fields: dict[int, str]
    unmatched: tuple[int, ...] = ()
    guessed: tuple[int, ...] = ()
    ambiguous: tuple[tuple[int, tuple[str, ...]], ...] = ()


def column_names(headings: Sequence[str]) -> tuple[str, ...]:
    """A name for each column: its heading, numbered if it stands twice; the letter ("[C]") without one."""
    seen: Counter[str] = Counter()
    names = []
    for index, heading in enumerate(headings):
        name = heading or f"[{column_letter(index)}]"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def column_letter(index: int) -> str:
    """The letters of a column counted from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def guess_columns(table: RawTable) -> ColumnGuess:
    """Fields for the columns: every field once, the closest heading first, values where words do not tell."""
    candidates = {
        index: _tested(found, table, index)
        for index, heading in enumerate(table.headings)
        if (found := _candidates(heading))
    }
    taken: dict[str, int] = {}
    ambiguous: dict[int, tuple[str, ...]] = {}
    for index in sorted(candidates, key=lambda i: (len(candidates[i]) != 1, _rank(candidates[i]), i)):
        free = [candidate for candidate in candidates[index] if candidate.field not in taken]
        names = tuple(candidate.field for candidate in free)
        if len(free) > 1 and _EITHER.issuperset(names):
            ambiguous[index] = names
        elif free:
            taken[free[0].field] = index
        elif candidates[index]:
            ambiguous[index] = tuple(candidate.field for candidate in candidates[index])
    rest = [
        index
        for index in range(len(table.headings))
        if index not in taken.values()
        and index not in ambiguous
        and (table.headings[index] or _filled(table, index))
    ]
    guessed = _guess_by_values(table, rest, taken)
    return ColumnGuess(
        {index: field for field, index in sorted(taken.items(), key=lambda item: item[1])},
        tuple(index for index in rest if index not in guessed),
        tuple(guessed),
        tuple(sorted(ambiguous.items())),
    )


def _guess_by_values(table: RawTable, rest: Sequence[int], taken: dict[str, int]) -> list[int]:
    """Give a field that no heading named to the only column whose values are of its kind."""
    guessed: list[int] = []
    for field in _BY_VALUES:
        if field in taken:
            continue
        fitting = [
            index
            for index in rest
            if index not in guessed and share_that_fits(field, _values(table, index), nothing=0.0) >= _ENOUGH
        ]
        if len(fitting) == 1:
            taken[field] = fitting[0]
            guessed.append(fitting[0])
    return guessed


def _tested(found: list[_Candidate], table: RawTable, index: int) -> list[_Candidate]:
    """The candidates that the values allow, the likeliest first."""
    values = _values(table, index)
    if len(found) == 1 and not found[0].is_weak:
        return found
    shares = {candidate.field: share_that_fits(candidate.field, values, nothing=1.0) for candidate in found}
    fitting = [c for c in found if not c.is_weak or shares[c.field] >= _WEAKLY_ENOUGH]
    return sorted(fitting, key=lambda c: (shares[c.field] < _ENOUGH, c.field not in TESTED_FIELDS, c.rank))


def _rank(candidates: list[_Candidate]) -> int:
    return candidates[0].rank if candidates else 0


def _values(table: RawTable, index: int) -> list[Any]:
    return [row[index] for row in table.rows[:300] if row and row[index] is not None]


def _filled(table: RawTable, index: int) -> bool:
    return any(row and row[index] is not None for row in table.rows)


def _candidates(heading: str) -> list[_Candidate]:
    """Fields by the whole heading, else without what stands in brackets, else without filling words."""
    own_words = {word_key(_(field.heading)): name for name, field in EVENT_FIELDS.items()}
    words, filler = _words()
    key, short = word_key(heading), word_key(heading.partition("(")[0])
    bare = " ".join(word for word in short.split() if word not in filler)
    for text in dict.fromkeys((key, short, bare)):
        if text in own_words:
            return [_Candidate(-1, own_words[text], False)]
        if text in words:
            return words[text]
    return []


@functools.cache
def _words() -> tuple[dict[str, list[_Candidate]], frozenset[str]]:
    raw = json.loads(resource_path("import_words.json").read_text(encoding="utf-8"))
    words: dict[str, list[_Candidate]] = {}
    for field, names in raw["headings"].items():
        for rank, name in enumerate(names):
            words.setdefault(word_key(name), []).append(_Candidate(rank, field, name.startswith("?")))
    return words, frozenset(raw["filler"])
