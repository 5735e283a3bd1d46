"""ChangeSets as texts: what ports.changes says that they are on their way from one replica to another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import FieldChange, RecordChange
from capadesk.domain.record import RECORD_TYPES, FieldInfo, Record, fields_of
from capadesk.domain.stamp import Stamp
from capadesk.domain.when import When
from capadesk.services.ports import LoggedBlock, LoggedChange

CREATE, SET = "create", "set"


def value_to_text(kind: str, field: str, value: Any) -> Any:
    """A value as it stands in the log."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, When):
        return [value.precision.value, value.start_text, value.end_text, value.zone]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Enum) else value


def value_from_text(kind: str, field: str, value: Any) -> Any:
    """A value of the log as its record holds it; one of a field that is not known stays as it is."""
    info = _info(kind, field)
    if info is None or value is None:
        return value
    if info.type is UUID:
        return UUID(value)
    if info.type is When:
        return When.parse(*value)
    if info.type is date:
        return date.fromisoformat(value)
    if info.type is bool:
        return bool(value)
    return tuple(value) if isinstance(value, list) else value


def _info(kind: str, field: str) -> FieldInfo | None:
    return fields_of(RECORD_TYPES[kind]).get(field) if kind in RECORD_TYPES else None


def change_to_text(change: RecordChange, sequence: int) -> LoggedChange:
    """What a ChangeSet did to one record; `sequence` is the SEQUENCE that it gave an event, 0 for none."""
    payload: dict[str, Any] = {
        "f": {
            name: [
                value_to_text(change.kind, name, field.before),
                value_to_text(change.kind, name, field.after),
                [str(stamp) for stamp in field.overwrote],
            ]
            for name, field in change.fields.items()
        }
    }
    if change.is_creation:
        payload["c"] = 1
    if change.saw:
        payload["s"] = [str(stamp) for stamp in change.saw]
    if sequence:
        payload["q"] = sequence
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return LoggedChange(change.kind, change.record_id, text)


def change_from_text(logged: LoggedChange) -> tuple[RecordChange, int]:
    """Read `change_to_text` back."""
    payload = json.loads(logged.payload)
    fields = {
        name: FieldChange(
            value_from_text(logged.kind, name, before),
            value_from_text(logged.kind, name, after),
            tuple(map(Stamp.parse, overwrote)),
        )
        for name, (before, after, overwrote) in payload["f"].items()
    }
    saw = tuple(map(Stamp.parse, payload.get("s", ())))
    change = RecordChange(logged.kind, logged.record_id, fields, bool(payload.get("c")), saw)
    return change, int(payload.get("q", 0))


def changes_in(block: LoggedBlock) -> Iterator[RecordChange]:
    """What a block says of each of its records."""
    kind, body = block.kind, block.body
    if block.operation == SET:
        over, saw = Stamp.parse(body["over"]), Stamp.parse(body.get("saw", body["over"]))
        field = FieldChange(body["before"], body["after"], (over,))
        for text in body["ids"]:
            yield RecordChange(kind, UUID(text), {body["field"]: field}, saw=(saw,))
        return
    infos = fields_of(RECORD_TYPES[kind]) if kind in RECORD_TYPES else {}
    for place, text in enumerate(body["ids"]):
        fields = {}
        for name, values in body["columns"].items():
            after = value_from_text(kind, name, values[place])
            if name not in infos or after != infos[name].default:
                fields[name] = FieldChange(None, after)
        yield RecordChange(kind, UUID(text), fields, is_creation=True)


def block_that_creates(records: Sequence[Record]) -> LoggedBlock:
    """New records of one kind."""
    ordered = sorted(records, key=lambda record: record.id)
    kind = ordered[0].KIND
    columns = {
        name: [value_to_text(kind, name, getattr(record, name)) for record in ordered]
        for name, info in fields_of(type(ordered[0])).items()
        if not info.is_publication and any(getattr(record, name) != info.default for record in ordered)
    }
    return LoggedBlock.of(kind, CREATE, {"columns": columns, "ids": [record.id.hex for record in ordered]})


def block_that_sets(
    kind: str, ids: Sequence[UUID], field: str, before: str, after: str, over: Stamp, saw: Stamp
) -> LoggedBlock:
    """One register of many records, written over the same stamp; `saw` stands on all their others."""
    body = {"field": field, "before": before, "after": after, "over": str(over), "saw": str(saw)}
    return LoggedBlock.of(kind, SET, {**body, "ids": [record_id.hex for record_id in sorted(ids)]})
