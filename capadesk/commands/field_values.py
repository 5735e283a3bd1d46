"""FIELD=VALUE of the command line, read by the type of the field."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import click

from capadesk.domain.codes import CodeList
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.folding import fold
from capadesk.domain.record import RECORD_TYPES, FieldInfo, Record, fields_of
from capadesk.domain.when import When
from capadesk.services.ports import CodeBook, Lists
from capadesk.services.words import _
from capadesk.ui.common.wording.sentences import sentence_of

NOT_SETTABLE = frozenset({"uid", "source_key", "source_version", "kept_lines"})
"""Fields that are made once by the program and never by hand."""

_CODE_LISTS: dict[tuple[str, str], CodeList] = {
    ("event", "kind"): CodeList.EVENT_KIND,
    ("event", "status"): CodeList.EVENT_STATUS,
    ("event", "mode"): CodeList.EVENT_MODE,
    ("event", "project_role"): CodeList.PROJECT_ROLE,
    ("event", "minutes_status"): CodeList.MINUTES_STATUS,
    ("event", "visibility"): CodeList.VISIBILITY,
    ("participation", "role"): CodeList.PARTICIPATION_ROLE,
    ("participation", "status"): CodeList.PARTICIPATION_STATUS,
    ("participation", "presence"): CodeList.PRESENCE,
    ("head_count", "presence"): CodeList.PRESENCE,
    ("head_count", "group"): CodeList.HEAD_COUNT_GROUP,
    ("organisation", "helix"): CodeList.HELIX,
    ("organisation", "level"): CodeList.GOVERNANCE_LEVEL,
    ("organisation", "flags"): CodeList.ORGANISATION_FLAG,
    ("person", "lawful_basis"): CodeList.LAWFUL_BASIS,
    ("city", "status"): CodeList.CITY_STATUS,
    ("decision", "status"): CodeList.DECISION_STATUS,
    ("action", "status"): CodeList.ACTION_STATUS,
    ("action", "priority"): CodeList.ACTION_PRIORITY,
    ("interaction", "channel"): CodeList.INTERACTION_CHANNEL,
    ("tag", "group"): CodeList.TAG_GROUP,
}
_PART = re.compile(r"(?P<year>\d{4})(?P<month>-\d{2})?(?P<day>-\d{2})?(?P<time>[T ]\d{2}:\d{2}(:\d{2})?)?")
_TRUE = frozenset({"yes", "true", "1", "y"})
_FALSE = frozenset({"no", "false", "0", "n"})


class FieldValues:
    """Reads assignments for one kind of record; whatever cannot be read is wrong usage (exit status 2)."""

    def __init__(self, kind: str, lists: Lists, code_book: CodeBook, default_zone: str) -> None:
        self._kind = kind
        self._lists = lists
        self._code_book = code_book
        self._default_zone = default_zone
        self._readings: dict[Any, Callable[[str], Any]] = {
            str: str,
            bool: _read_bool,
            int: _read_int,
            date: _read_date,
            UUID: UUID,
            When: self._read_when,
        }

    def read(self, assignments: Iterable[str]) -> dict[str, Any]:
        """The values by field name: `title=Forum`, `city=Rome`, `when=2024-10`; an empty value clears."""
        infos = settable_fields(RECORD_TYPES[self._kind])
        values: dict[str, Any] = {}
        for assignment in assignments:
            name, equals, text = assignment.partition("=")
            name = name.strip().replace("-", "_")
            if name not in infos and f"{name}_id" in infos:
                name = f"{name}_id"
            if not equals or name not in infos:
                raise click.UsageError(self._unknown_field(assignment, infos))
            if name in values:
                raise click.UsageError(_("{field} is given twice. Give it once.").format(field=name))
            values[name] = self._value(infos[name], text)
        return values

    def _value(self, info: FieldInfo, text: str) -> Any:
        if not text.strip():
            return info.default if info.default is not None or info.optional else ""
        try:
            if info.refers_to:
                return self._reference(info.refers_to, text.strip())
            code_list = _CODE_LISTS.get((self._kind, info.name))
            if info.type == tuple[str, ...]:
                words = [word.strip() for word in text.split(",") if word.strip()]
                return tuple(self._code(code_list, word) if code_list else word for word in words)
            if code_list:
                return self._code(code_list, text.strip())
            if info.name == "country":
                return text.strip().upper()
            return self._readings[info.type](text)
        except CapaDeskError as error:
            raise click.UsageError(f"{info.name}: {sentence_of(error)}") from error
        except ValueError as error:
            raise click.UsageError(f"{info.name}: {error}") from error

    def _code(self, code_list: CodeList, text: str) -> str:
        codes = [item.code for item in self._code_book.items(code_list, with_retired=True)]
        if text in codes or not codes:
            return text
        for code in codes:
            if fold(text) in (fold(code), fold(self._code_book.label(code_list, code))):
                return code
        allowed = ", ".join(codes)
        raise ValueError(
            _("“{text}” is not in the list. Use one of: {allowed}.").format(text=text, allowed=allowed)
        )

    def _reference(self, kind: str, text: str) -> UUID:
        try:
            return UUID(text)
        except ValueError:
            pass
        found = [choice for choice in self._lists.choices(kind, text) if fold(choice.name) == fold(text)]
        if len(found) == 1:
            return found[0].id
        if not found:
            message = _("There is no {kind} named “{text}”. Give its name in full, or its id.")
            raise ValueError(message.format(kind=kind, text=text))
        ids = ", ".join(
            f"{choice.id} ({choice.detail})" if choice.detail else str(choice.id) for choice in found
        )
        message = _("More than one {kind} is named “{text}”. Give the id: {ids}.")
        raise ValueError(message.format(kind=kind, text=text, ids=ids))

    def _read_when(self, text: str) -> When:
        return read_when(text, self._default_zone)

    def _unknown_field(self, assignment: str, infos: dict[str, FieldInfo]) -> str:
        names = ", ".join(name.removesuffix("_id") for name in infos)
        message = _("“{text}” is no FIELD=VALUE of {kind}. Its fields are: {names}.")
        return message.format(text=assignment, kind=self._kind, names=names)


def settable_fields(record_type: type[Record]) -> dict[str, FieldInfo]:
    """The fields that a person may set, in their order."""
    return {
        name: info
        for name, info in fields_of(record_type).items()
        if not info.is_publication and name not in NOT_SETTABLE
    }


def needed_fields(record_type: type[Record]) -> list[str]:
    """The fields without which no record of this type can be made."""
    return [
        item.name
        for item in dataclasses.fields(record_type)
        if item.name != "id"
        and item.default is dataclasses.MISSING
        and item.default_factory is dataclasses.MISSING
    ]


def read_when(text: str, default_zone: str) -> When:
    """`2024-10-17`, `2024-10`, `2024`, `A/B` for a range, `2024-10-17T09:30/…T12:00@Europe/Rome`, `unknown`.

    UserError or ValueError says what is wrong. Times without a zone are of `default_zone`.
    """
    text, _at, zone = text.strip().partition("@")
    if not text or text.lower() == "unknown":
        return When.unknown()
    start, _slash, end = text.partition("/")
    found = _PART.fullmatch(start)
    if found is None:
        raise ValueError(
            _("“{text}” is no date. Write 2024-10-17, 2024-10, 2024, 2024-10-17T09:30 or A/B.").format(
                text=start
            )
        )
    if found["time"]:
        return When.parse("datetime", start, end or None, zone or default_zone)
    if zone:
        raise ValueError(_("A time zone needs a time, such as 2024-10-17T09:30@Europe/Rome."))
    precision = "day" if found["day"] else "month" if found["month"] else "year"
    return When.parse(precision, start, end or None)


def _read_bool(text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(_("“{text}” is neither yes nor no.").format(text=text))


def _read_int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(_("“{text}” is no whole number.").format(text=text)) from None


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("“{text}” is no day. Write it as 2024-10-17.").format(text=text)) from None
