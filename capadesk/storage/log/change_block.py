"""Blocks of the change log: many records that one ChangeSet made or changed alike, compressed together."""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import FieldChange, RecordChange
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import Stamp
from capadesk.storage.database.codecs import from_json, mappings_of

CREATE, SET = "create", "set"


def block_changes(kind: str, operation: str, payload: bytes) -> Iterator[RecordChange]:
    """Every record change in a block."""
    body = json.loads(zlib.decompress(payload))
    for index in range(len(body["ids"])):
        yield change_in_body(kind, operation, body, index)


def changes_in_block(
    wanted: AbstractSet[UUID], kind: str, operation: str, payload: bytes
) -> Iterator[tuple[UUID, RecordChange]]:
    """Those of the wanted records that a block changes, and how."""
    body = json.loads(zlib.decompress(payload))
    for index, text in enumerate(body["ids"]):
        record_id = UUID(text)
        if record_id in wanted:
            yield record_id, change_in_body(kind, operation, body, index)


@functools.lru_cache(maxsize=4)
def _unpacked(payload: bytes) -> Any:
    """A block's body; who asks for one record of a block asks for its neighbours next."""
    return json.loads(zlib.decompress(payload))


def block_change(record_id: UUID, kind: str, operation: str, payload: bytes) -> RecordChange | None:
    """What a block says of one record."""
    body = _unpacked(payload)
    try:
        index = body["ids"].index(record_id.hex)
    except ValueError:
        return None
    return change_in_body(kind, operation, body, index)


def change_in_body(kind: str, operation: str, body: dict[str, Any], index: int) -> RecordChange:
    """What an unpacked block says of its record at a place."""
    record_id = UUID(body["ids"][index])
    if operation == SET:
        over = Stamp.parse(body["over"])
        field = FieldChange(body["before"], body["after"], (over,))
        saw = Stamp.parse(body.get("saw", body["over"]))
        return RecordChange(kind, record_id, {body["field"]: field}, saw=(saw,))
    record_type = RECORD_TYPES[kind]
    mappings = mappings_of(record_type)
    fields = {}
    for name, values in body["columns"].items():
        after = from_json(record_type, name, values[index])
        default = mappings[name].default if name in mappings else None
        if after != default:
            fields[name] = FieldChange(None, after)
    return RecordChange(kind, record_id, fields, is_creation=True)
