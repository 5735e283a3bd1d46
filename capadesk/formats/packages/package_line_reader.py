"""Lines of JSON in a package as ChangeSets; nothing in them is believed (docs/package-format.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole
from capadesk.domain.stamp import Stamp
from capadesk.domain.withheld_names import pseudonym_of
from capadesk.formats.packages.package_lines import CREATE, PERSON, SET
from capadesk.formats.packages.package_values import check_of, fits, is_count, is_id, is_name, is_stamp
from capadesk.services.ports import LoggedBlock, LoggedChange, LoggedSet

SHOWN_AS = "family_name"
BULK_LIMIT = 1_000
"""The most lines in one group of lines that were written in bulk."""

_BEFORE_ALL = {DELETED_FIELD: ""}
"""What stood in the fields of a record that was just made, where it is not nothing."""

_encode_as_is = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BadLine(Exception):
    """A line that is not as the format says; `detail` in a few words."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def decoded(raw: bytes) -> dict[str, Any]:
    """One line as an object; BadLine."""
    try:
        document = json.loads(raw)
        if b"\\u" in raw:  # half of a surrogate pair is no text, though JSON can spell it
            _encode_as_is(document).encode()
    except (ValueError, RecursionError) as error:
        raise BadLine("no JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise BadLine("no object")
    return document


def read_set(line: dict[str, Any]) -> tuple[LoggedSet, int]:
    """A ChangeSet without its changes, and how many lines of changes belong to it; BadLine."""
    stamp = _stamp(line, "stamp")
    if stamp.is_beyond_time:
        raise BadLine("stamp")
    texts = {name: _text(line, name) for name in ("time", "author", "label", "role")}
    label_data, in_bulk = line.get("label_data", {}), line.get("in_bulk", {})
    records, schema = line.get("records"), line.get("schema")
    if not isinstance(label_data, dict):
        raise BadLine("label_data")
    if not (isinstance(in_bulk, dict) and all(is_name(k) and is_count(n) for k, n in in_bulk.items())):
        raise BadLine("in_bulk")
    if not is_count(records):
        raise BadLine("records")
    if not is_count(schema):
        raise BadLine("schema")
    previous = _stamp(line, "previous") if "previous" in line else None
    if previous is not None and not (previous.replica == stamp.replica and previous < stamp):
        raise BadLine("previous")
    try:
        time = datetime.fromisoformat(texts["time"])
        role = ChangeRole(texts["role"])
    except ValueError as error:
        raise BadLine("time or role") from error
    if time.tzinfo is None:
        raise BadLine("time")
    entry = LoggedSet(
        stamp=stamp,
        previous=previous,
        time=time.astimezone(UTC),
        author=texts["author"],
        label=texts["label"],
        label_data=label_data,
        role=role,
        undoes=_stamp(line, "undoes") if "undoes" in line else None,
        created_counts=in_bulk,
        schema_version=int(schema or 0),
    )
    return entry, int(records or 0)


class SetBuilder:
    """Gathers the lines of one ChangeSet's changes."""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = str(stamp)
        self._changes: list[LoggedChange] = []
        self._blocks: list[LoggedBlock] = []
        self._group: list[dict[str, Any]] = []

    def add(self, line: dict[str, Any]) -> None:
        """Take the next line; BadLine."""
        if line.get("stamp") != self._stamp:
            raise BadLine("stamp")
        check_change(line)
        if self._group and not _goes_on(self._group[-1], line):
            self._end_group()
        if "bulk" in line:
            self._group.append(line)
            if len(self._group) == BULK_LIMIT:
                self._end_group()
            return
        self._changes.append(_logged_change(line))

    def ended(self) -> tuple[tuple[LoggedChange, ...], tuple[LoggedBlock, ...]]:
        """All that the ChangeSet changed."""
        self._end_group()
        return tuple(self._changes), tuple(self._blocks)

    def _end_group(self) -> None:
        if self._group:
            self._blocks.append(_logged_block(self._group))
            self._group = []


def read_shipped(lines: Iterable[dict[str, Any]]) -> Iterator[LoggedBlock]:
    """Shipped records as blocks of one kind; BadLine."""
    group: list[dict[str, Any]] = []
    for line in lines:
        if not (is_name(line.get("kind")) and is_id(line.get("id")) and isinstance(line.get("fields"), dict)):
            raise BadLine("kind, id or fields")
        fields: dict[str, Any] = line["fields"]
        for name, value in fields.items():
            if not is_name(name) or not fits(line["kind"], name, value):
                raise BadLine(str(name)[:60])
        same = group and group[-1]["kind"] == line["kind"] and group[-1]["fields"].keys() == fields.keys()
        if group and not (same and len(group) < BULK_LIMIT):
            yield _shipped_block(group)
            group = []
        group.append(line)
    if group:
        yield _shipped_block(group)


def check_change(line: dict[str, Any]) -> None:
    """Whether a line of changes.jsonl is as the format says; BadLine names what is not."""
    kind = line.get("kind")
    fields = line.get("fields")
    if not (isinstance(kind, str) and is_name(kind)):
        raise BadLine("kind")
    if not is_id(line.get("id")):
        raise BadLine("id")
    if not isinstance(fields, dict):
        raise BadLine("fields")
    is_new = line.get("new", False)
    if is_new not in (True, False):
        raise BadLine("new")
    for name, field in fields.items():
        check = check_of(kind, name)
        if not (isinstance(field, dict) and "after" in field and check(field["after"])):
            raise BadLine(name[:60])
        if not is_new and not (
            field.get("overwrote") and _are_stamps(field["overwrote"]) and check(field.get("before"))
        ):
            raise BadLine(name[:60])
    _check_rest(line, fields, is_new=is_new)


def _check_rest(line: dict[str, Any], fields: dict[str, Any], *, is_new: bool) -> None:
    if "saw" in line and not _are_stamps(line["saw"]):
        raise BadLine("saw")
    if "sequence" in line and not (is_count(line["sequence"]) and line["sequence"] <= 2**31):
        raise BadLine("sequence")
    if "withheld" in line and not (
        isinstance(line["withheld"], list) and all(map(is_name, line["withheld"]))
    ):
        raise BadLine("withheld")
    if "bulk" in line:
        _check_bulk(line, fields, is_new=is_new)


def _check_bulk(line: dict[str, Any], fields: dict[str, Any], *, is_new: bool) -> None:
    if not is_count(line["bulk"]) or "sequence" in line:
        raise BadLine("bulk")
    if not is_new and not (
        len(fields) == 1
        and all(len(field["overwrote"]) == 1 for field in fields.values())
        and len(line.get("saw", ())) == 1
    ):
        raise BadLine("bulk")


def _goes_on(last: dict[str, Any], line: dict[str, Any]) -> bool:
    """Whether a line belongs to the same group as the one before it."""
    if not (
        last.get("bulk") == line.get("bulk")
        and last["kind"] == line["kind"]
        and last["id"] < line["id"]
        and last.get("new") == line.get("new")
        and last.get("withheld") == line.get("withheld")
        and last.get("saw") == line.get("saw")
    ):
        return False
    if line.get("new"):
        return bool(last["fields"].keys() == line["fields"].keys())
    return bool(last["fields"] == line["fields"])


def _logged_change(line: dict[str, Any]) -> LoggedChange:
    is_new = bool(line.get("new"))
    fields = {
        name: [_BEFORE_ALL.get(name), field["after"], []]
        if is_new
        else [field["before"], field["after"], field["overwrote"]]
        for name, field in line["fields"].items()
    }
    payload: dict[str, Any] = {"f": fields}
    if is_new:
        payload["c"] = 1
    if line.get("saw"):
        payload["s"] = line["saw"]
    if line.get("sequence"):
        payload["q"] = line["sequence"]
    if line.get("withheld"):
        payload["w"] = line["withheld"]
        if is_new and line["kind"] == PERSON:
            fields[SHOWN_AS] = [None, _shown(line), []]
    return LoggedChange(line["kind"], UUID(line["id"]), _encode_as_is(payload))


def _logged_block(group: list[dict[str, Any]]) -> LoggedBlock:
    first = group[0]
    body: dict[str, Any] = {}
    if first.get("new"):
        body["columns"] = {
            name: [line["fields"][name]["after"] for line in group] for name in first["fields"]
        }
        if first.get("withheld"):
            body["w"] = first["withheld"]
            if first["kind"] == PERSON:
                body["columns"][SHOWN_AS] = [_shown(line) for line in group]
    else:
        ((name, field),) = first["fields"].items()
        body.update(field=name, before=field["before"], after=field["after"])
        body.update(over=field["overwrote"][0], saw=first["saw"][0])
    body["ids"] = [line["id"] for line in group]
    return LoggedBlock.of(first["kind"], CREATE if first.get("new") else SET, body)


def _shipped_block(group: list[dict[str, Any]]) -> LoggedBlock:
    columns = {name: [line["fields"][name] for line in group] for name in group[0]["fields"]}
    return LoggedBlock.of(
        group[0]["kind"], CREATE, {"ids": [line["id"] for line in group], "columns": columns}
    )


def _shown(line: dict[str, Any]) -> str:
    return f"Person {pseudonym_of(UUID(line['id']))}"


def _stamp(line: dict[str, Any], name: str) -> Stamp:
    if not is_stamp(line.get(name)):
        raise BadLine(name)
    return Stamp.parse(line[name])


def _text(line: dict[str, Any], name: str) -> str:
    text = line.get(name)
    if not isinstance(text, str) or len(text) > 10_000:
        raise BadLine(name)
    return text


def _are_stamps(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 100_000 and all(map(is_stamp, value))
