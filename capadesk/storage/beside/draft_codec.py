"""The parts of a dossier as JSON and back: every field, so that nothing depends on a default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.record import fields_of, type_of_kind
from capadesk.domain.when import Precision, When
from capadesk.storage.database.codecs import from_json, to_json

if TYPE_CHECKING:
    from capadesk.services.ports import DossierParts

_RECORD, _ID, _DAY = "record", "id", "day"


class UnreadableDraft(ValueError):
    """The text was written by a program that knows more fields, or is damaged."""


def text_of(parts: DossierParts) -> str:
    """The parts as one line of ASCII."""
    # ASCII: half of a surrogate pair, which a paste may leave behind, cannot be stored otherwise.
    return json.dumps({name: _to_json(part) for name, part in parts.items()}, separators=(",", ":"))


def parts_of(text: str) -> dict[str, Any]:
    """The parts that `text_of` wrote; UnreadableDraft."""
    try:
        return {name: _from_json(value) for name, value in json.loads(text).items()}
    except UnreadableDraft:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableDraft(str(error)) from error


def _to_json(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, UUID):
        return {_ID: value.hex}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    record_type = type_of_kind(value.KIND)
    fields = {
        name: _when_to_json(held) if isinstance(held, When) else to_json(record_type, name, held)
        for name, held in ((name, getattr(value, name)) for name in fields_of(record_type))
    }
    return {_RECORD: value.KIND, _ID: value.id.hex, "fields": fields}


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_from_json(item) for item in value)
    if not isinstance(value, dict):
        return value
    if _RECORD in value:
        return _record(value)
    return UUID(value[_ID]) if _ID in value else date.fromisoformat(value[_DAY])


def _record(value: Mapping[str, Any]) -> Any:
    try:
        record_type: Any = type_of_kind(value[_RECORD])
    except KeyError as error:
        raise UnreadableDraft(value[_RECORD]) from error
    infos = fields_of(record_type)
    unknown = set(value["fields"]) - set(infos)
    if unknown:
        raise UnreadableDraft(", ".join(sorted(unknown)))
    fields = {
        name: _when(held) if infos[name].type is When else from_json(record_type, name, held)
        for name, held in value["fields"].items()
    }
    return record_type(id=UUID(value[_ID]), **fields)


def _when_to_json(when: When) -> list[Any]:
    # Not as the log has it: what is being typed may end before it starts.
    bounds = (None if bound is None else bound.isoformat() for bound in (when.start, when.end))
    return [when.precision.value, *bounds, when.zone]


def _when(value: list[Any]) -> When:
    precision = Precision(value[0])
    read = datetime.fromisoformat if precision is Precision.DATETIME else date.fromisoformat
    start, end = (None if bound is None else read(bound) for bound in value[1:3])
    return When(precision, start, end, value[3])
