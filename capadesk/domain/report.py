"""A report as typed tables: what it says, not how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class ColumnKind(StrEnum):
    """What a column holds: decides format, width and alignment wherever it is written."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, wraps
    CODE = "code"  # str: one of few words
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # float
    PERCENT = "percent"  # float, 0.25 is 25 %
    DATE = "date"  # datetime.date
    DATETIME = "datetime"  # naive datetime, local wall time
    BOOLEAN = "boolean"  # bool
    LINK = "link"  # str, a web address


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `heading` is worded; an empty cell is None. `warns` marks values to stand out."""

    key: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    warns: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; `rows` is called once and yields tuples as long as `columns`; `row_count` if known."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Sequence[Any]]]
    row_count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report comes from: printed on its cover."""

    platform: str
    author: str
    made_at: datetime
    time_zone: str
    program_version: str
    period: str = ""
    first_day: date | None = None
    last_day: date | None = None
    filters: tuple[tuple[str, str], ...] = ()
    data_file: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `name` as on the command line, worded `title`, its tables in order, notes on checks."""

    name: str
    title: str
    provenance: Provenance
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())
