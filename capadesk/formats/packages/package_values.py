"""What the values in a package have to look like: a file from anywhere is looked at before it is believed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import capadesk.domain.records  # noqa: F401 - registers the kinds
from capadesk.domain.change_set import DELETED_FIELD, Deletion
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, FieldInfo, fields_of
from capadesk.domain.validation import COUNT_LIMIT, TEXT_LIMIT
from capadesk.domain.when import When

_HEX_STAMP = re.compile(r"[0-9a-f]{28}\Z")
_HEX_ID = re.compile(r"[0-9a-f]{32}\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_TEXTS_LIMIT = 1_000
_DELETIONS = frozenset(each.value for each in Deletion)


def is_stamp(value: object) -> bool:
    """28 hexadecimal digits."""
    return isinstance(value, str) and _HEX_STAMP.match(value) is not None


def is_id(value: object) -> bool:
    """32 hexadecimal digits."""
    return isinstance(value, str) and _HEX_ID.match(value) is not None


def is_name(value: object) -> bool:
    """The name of a kind or a field."""
    return isinstance(value, str) and _is_name(value)


@functools.lru_cache(maxsize=1_000)
def _is_name(text: str) -> bool:
    return _NAME.match(text) is not None


def is_count(value: object) -> bool:
    """A whole number from 0."""
    return type(value) is int and 0 <= value <= 2**53


def fits(kind: str, field: str, value: object) -> bool:
    """Whether a field may have that value; what this program does not know may have any."""
    return check_of(kind, field)(value)


@functools.lru_cache(maxsize=1_000)
def check_of(kind: str, field: str) -> Callable[[Any], bool]:
    """What tells whether the field may have a value; no value is right for what can be no field's name."""
    if not _is_name(field):
        return lambda _value: False
    return _checks_of(kind).get(field, lambda _value: True)


@functools.cache
def _checks_of(kind: str) -> dict[str, Callable[[Any], bool]]:
    record_type = RECORD_TYPES.get(kind)
    if record_type is None:
        return {}
    checks: dict[str, Callable[[Any], bool]] = {DELETED_FIELD: _is_deletion}
    for name, info in fields_of(record_type).items():
        check = _check_of(info)
        checks[name] = _or_none(check) if info.optional else check
    return checks


def _check_of(info: FieldInfo) -> Callable[[Any], bool]:
    simple: dict[Any, Callable[[Any], bool]] = {
        When: _is_when,
        UUID: is_id,
        date: _is_day,
        bool: _is_flag,
        int: _is_number,
        str: _is_text,
    }
    return simple.get(info.type, _are_texts)


def _or_none(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or check(value)


def _is_deletion(value: Any) -> bool:
    return isinstance(value, str) and value in _DELETIONS


def _is_flag(value: Any) -> bool:
    return value is True or value is False


def _is_number(value: Any) -> bool:
    return type(value) is int and abs(value) <= COUNT_LIMIT


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_LIMIT


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= _TEXTS_LIMIT and all(map(_is_text, value))


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_when(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 4 and all(isinstance(each, str) for each in value)):
        return False
    return _is_when_of(*value)


@functools.lru_cache(maxsize=10_000)
def _is_when_of(precision: str, start: str, end: str, zone: str) -> bool:
    try:
        when = When.parse(precision, start, end, zone)
    except UserError as error:
        # A zone that this computer does not know yet is none the worse; the rest is checked without it.
        return error.code == "zone_unknown" and bool(zone) and _is_when_of(precision, start, end, "UTC")
    return (when.start_text, when.end_text, when.zone) == (start, end, zone)
