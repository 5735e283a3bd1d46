"""ChangeSets as lines of JSON in a package (docs/package-format.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any
from uuid import UUID

from capadesk.domain.withheld_names import pseudonym_of
from capadesk.services.ports import LoggedBlock, LoggedChange, LoggedSet

PERSON = "person"
WITHHELD_OF_SETS = ["author", "label_data"]
CREATE, SET = "create", "set"

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def encoded(document: Any) -> bytes:
    """One line: JSON with sorted keys and without blanks, in UTF-8, and a line feed."""
    return (_encode(document) + "\n").encode()


def set_line(entry: LoggedSet, records: int, *, without_names: bool) -> dict[str, Any]:
    """The line of a ChangeSet."""
    line: dict[str, Any] = {
        "stamp": str(entry.stamp),
        "time": entry.time.astimezone(UTC).isoformat(),
        "author": entry.author,
        "label": entry.label,
        "label_data": dict(entry.label_data),
        "role": entry.role.value,
        "records": records,
        "in_bulk": dict(entry.created_counts),
        "schema": entry.schema_version,
    }
    if entry.previous is not None:
        line["previous"] = str(entry.previous)
    if entry.undoes is not None:
        line["undoes"] = str(entry.undoes)
    if without_names:
        line["withheld"] = WITHHELD_OF_SETS
    return line


def change_lines(entry: LoggedSet) -> Iterator[dict[str, Any]]:
    """The lines of what a ChangeSet changed: singles by kind and id, then the groups written in bulk."""
    stamp = str(entry.stamp)
    for change in sorted(entry.changes, key=lambda each: (each.kind, each.record_id.bytes)):
        yield _single_line(stamp, change)
    for number, block in enumerate(entry.blocks, 1):
        yield from _block_lines(stamp, number, block)


def shipped_lines(blocks: Iterable[LoggedBlock]) -> Iterator[dict[str, Any]]:
    """The lines of shipped records."""
    for block in sorted(blocks, key=lambda each: each.kind):
        body = block.body
        for index, record_id in enumerate(body["ids"]):
            fields = {name: values[index] for name, values in body["columns"].items()}
            yield {"kind": block.kind, "id": record_id, "fields": fields}


def _single_line(stamp: str, change: LoggedChange) -> dict[str, Any]:
    payload = json.loads(change.payload)
    withheld = payload.get("w", ())
    line: dict[str, Any] = {"stamp": stamp, "kind": change.kind, "id": change.record_id.hex}
    fields = {}
    is_new = bool(payload.get("c"))
    for name, (before, after, overwrote) in payload["f"].items():
        if name in withheld:
            continue
        field: dict[str, Any] = {"after": after}
        if not is_new:
            field["before"] = before
            field["overwrote"] = overwrote
        fields[name] = field
    line["fields"] = fields
    if is_new:
        line["new"] = True
    if payload.get("s"):
        line["saw"] = payload["s"]
    if payload.get("q"):
        line["sequence"] = payload["q"]
    return _without_names(line, withheld)


def _block_lines(stamp: str, number: int, block: LoggedBlock) -> Iterator[dict[str, Any]]:
    body = block.body
    withheld = body.get("w", ())
    common = {"stamp": stamp, "kind": block.kind, "bulk": number}
    if block.operation == SET:
        field = {"before": body["before"], "after": body["after"], "overwrote": [body["over"]]}
        saw = body.get("saw", body["over"])
        for record_id in body["ids"]:
            yield {**common, "id": record_id, "fields": {body["field"]: field}, "saw": [saw]}
        return
    columns = [(name, values) for name, values in body["columns"].items() if name not in withheld]
    for index, record_id in enumerate(body["ids"]):
        fields = {name: {"after": values[index]} for name, values in columns}
        yield _without_names({**common, "id": record_id, "fields": fields, "new": True}, withheld)


def _without_names(line: dict[str, Any], withheld: Iterable[str]) -> dict[str, Any]:
    if withheld:
        line["withheld"] = sorted(withheld)
        if line["kind"] == PERSON:
            line["pseudonym"] = pseudonym_of(UUID(line["id"]))
    return line
