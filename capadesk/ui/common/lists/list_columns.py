"""How a list is described: its columns, and what each shows of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

from capadesk.ui.common.look.chip import Chip


class CellKind(Enum):
    """How a cell is drawn."""

    TITLE = auto()  # the row's name with a second, quieter line
    TEXT = auto()
    CHIP = auto()  # icon and word on a tinted ground
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column.

    `key` is the field of the row that the list is sorted by. `text` words the cell; `detail` is the second
    line of a title, `initials` the disc before it, `chip` the look of a code (None: plain words). The column
    is there when the list is at least `shown_from` pixels wide, or if the user wants it; one that is
    `by_choice` only then. `width` 0 takes what is left. While the column `narrow_without` is not there the
    second line is `narrow_detail`: it says what that column would.
    """

    key: str
    heading: str
    text: Callable[[Any], str]
    kind: CellKind = CellKind.TEXT
    width: int = 0
    shown_from: int = 0
    by_choice: bool = False
    descends_first: bool = False
    detail: Callable[[Any], str] | None = None
    narrow_detail: Callable[[Any], str] | None = None
    narrow_without: str = ""
    initials: Callable[[Any], str] | None = None
    chip: Callable[[Any], Chip | None] | None = None


class Heading(NamedTuple):
    """What stands over the first row of a group: its name, how many rows it has, and both as spoken."""

    text: str
    count_text: str
    spoken: str
