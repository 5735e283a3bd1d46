"""How a field's value becomes columns of a table and JSON in the change log, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from capadesk.domain.folding import collation_key
from capadesk.domain.record import FieldInfo, Record, fields_of
from capadesk.domain.when import Precision, When

LAST_OF_ALL = "9999-12-31T23:59:59"
_PRECISION_RANK = {"year": "0", "month": "1", "day": "2", "datetime": "3", "unknown": "4"}

COLLATED_FIELDS = frozenset({"title", "name", "family_name", "given_name"})
"""Fields that lists sort by: a column `<field>_key` beside each holds the folded text."""


class ColumnType(Enum):
    """What a column holds."""

    INTEGER = 1
    BLOB = 2
    TEXT = 3


@dataclass(eq=False, repr=False, slots=True)
class Codec:
    """The columns of a kind of field: (suffix, type) pairs, and the ways there and back."""

    columns: tuple[tuple[str, ColumnType], ...]
    width: int
    """How many of the columns hold the value; the rest are caches."""
    to_columns: Callable[[Any], tuple[Any, ...]]
    from_columns: Callable[..., Any]
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]

    @property
    def is_id(self) -> bool:
        """Whether it is the codec of ids."""
        return self is _UUID

    @property
    def is_when(self) -> bool:
        """Whether it is the codec of times."""
        return self is _WHEN


def _same(value: Any) -> Any:
    return value


def _plain(column_type: ColumnType) -> Codec:
    return Codec((("", column_type),), 1, lambda v: (v,), _same, _same, _same)


def when_columns(when: When) -> tuple[Any, ...]:
    """precision, start, end, zone; then the caches: sort key, first and last local day."""
    start = when.start_utc
    sort = (start.isoformat() if start else LAST_OF_ALL) + _PRECISION_RANK[when.precision]
    return (
        when.precision.value,
        when.start_text,
        when.end_text,
        when.zone,
        sort,
        when.first_day.isoformat() if when.first_day else "",
        when.last_day.isoformat() if when.last_day else "",
    )


def when_from_columns(precision: str, start: str, end: str, zone: str) -> When:
    """Read a stored When without checking it again."""
    if precision == Precision.DAY:
        return When(Precision.DAY, date.fromisoformat(start), date.fromisoformat(end))
    if precision == Precision.DATETIME:
        return When(Precision.DATETIME, datetime.fromisoformat(start), datetime.fromisoformat(end), zone)
    return When.parse(precision, start, end, zone)


_WHEN = Codec(
    tuple(
        (s, ColumnType.TEXT)
        for s in ("_precision", "_start", "_end", "_zone", "_sort", "_first_day", "_last_day")
    ),
    4,
    when_columns,
    when_from_columns,
    lambda v: [v.precision.value, v.start_text, v.end_text, v.zone],
    lambda v: when_from_columns(*v),
)
_UUID = Codec(
    (("", ColumnType.BLOB),),
    1,
    lambda v: (None if v is None else v.bytes,),
    lambda v: None if v is None else UUID(bytes=v),
    lambda v: None if v is None else v.hex,
    lambda v: None if v is None else UUID(v),
)
_DATE = Codec(
    (("", ColumnType.TEXT),),
    1,
    lambda v: (None if v is None else v.isoformat(),),
    lambda v: None if v is None else date.fromisoformat(v),
    lambda v: None if v is None else v.isoformat(),
    lambda v: None if v is None else date.fromisoformat(v),
)
_BOOL = Codec((("", ColumnType.INTEGER),), 1, lambda v: (int(v),), bool, bool, bool)
_TUPLE = Codec(
    (("", ColumnType.TEXT),),
    1,
    lambda v: (json.dumps(list(v), ensure_ascii=False) if v else "",),
    lambda v: tuple(json.loads(v)) if v else (),
    list,
    tuple,
)
_COLLATED = Codec(
    (("", ColumnType.TEXT), ("_key", ColumnType.TEXT)),
    1,
    lambda v: (str(v), collation_key(v)),
    _same,
    str,
    _same,
)
_TEXT = Codec((("", ColumnType.TEXT),), 1, lambda v: (str(v),), _same, str, _same)


def codec_of(info: FieldInfo) -> Codec:
    """The codec for a field."""
    if info.type is When:
        return _WHEN
    if info.type is UUID:
        return _UUID
    if info.type is date:
        return _DATE
    if info.type is bool:
        return _BOOL
    if info.type is int:
        return _plain(ColumnType.INTEGER)
    if info.type is str:
        return _COLLATED if info.name in COLLATED_FIELDS else _TEXT
    return _TUPLE


@dataclass(eq=False, repr=False, slots=True)
class FieldMapping:
    """One field of a record type with the names of its columns."""

    name: str
    codec: Codec
    columns: tuple[str, ...]
    default: Any
    is_publication: bool

    @property
    def value_columns(self) -> tuple[str, ...]:
        """The columns that hold the value itself."""
        return self.columns[: self.codec.width]


@cache
def mappings_of(record_type: type[Record]) -> dict[str, FieldMapping]:
    """How each field of a record type is stored."""
    found: dict[str, FieldMapping] = {}
    for name, info in fields_of(record_type).items():
        codec = codec_of(info)
        columns = tuple(name + suffix for suffix, _ in codec.columns)
        found[name] = FieldMapping(name, codec, columns, info.default, info.is_publication)
    return found


def to_json(record_type: type[Record], field: str, value: Any) -> Any:
    """A field's value as it stands in the change log."""
    mapping = mappings_of(record_type).get(field)
    return value if mapping is None or value is None else mapping.codec.to_json(value)


def from_json(record_type: type[Record], field: str, value: Any) -> Any:
    """A value of the change log as the record holds it; unknown fields stay as they are."""
    mapping = mappings_of(record_type).get(field)
    return value if mapping is None or value is None else mapping.codec.from_json(value)
