"""What is compared field by field: values side by side, with who wrote them and when."""

from __future__ import annotations

from typing import Any, NamedTuple

from capadesk.ui.common.lists.day_rows import RowMark

NO_VALUE = -1


class ComparedValue(NamedTuple):
    """One value in words; `about` says whose it is, `mark` that it holds if nobody chooses."""

    text: str
    about: str = ""
    mark: str = ""
    is_strong: bool = False


class ComparedField(NamedTuple):
    """One field; `chosen` is the place of the value that is chosen: None where nothing is to be chosen.

    NO_VALUE: none of them, until somebody chooses. `mark` is a chip below its name, `chosen_mark` the one
    when somebody has chosen.
    """

    key: Any
    label: str
    values: tuple[ComparedValue, ...]
    chosen: int | None = None
    mark: RowMark | None = None
    chosen_mark: RowMark | None = None


class Comparison(NamedTuple):
    """One record: a title, a line below, a note, and its fields; `headings` stand over the values."""

    title: str
    about: str
    fields: tuple[ComparedField, ...] = ()
    headings: tuple[str, ...] = ()
    note: str = ""
