"""A package read as a stranger reads it: docs/package-format.md, zipfile and json, nothing of CapaDesk."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PAGE = (Path(__file__).parents[2] / "docs" / "package-format.md").read_text(encoding="utf-8")
SHIPPED = "0" * 28

Key = tuple[str, str]
"""Kind and id."""
Field = tuple[str, str, str]
"""Kind, id and name of a field."""


class Package(NamedTuple):
    """What the rules of the page make of a package; all values are JSON."""

    live: dict[Key, dict[str, Any]]
    gone: dict[Key, dict[str, Any]]
    sequences: dict[Key, int]
    lost: dict[Field, dict[str, Any]]
    """Contradictions: for each field the values that lost, by their stamps."""


def table(heading: str) -> dict[str, list[str]]:
    """A table of the page below a heading: the other cells by the words of the first one."""
    part = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    found: dict[str, list[str]] = {}
    for first, *rest in rows:
        for kind in re.findall(r"`([a-z_]+)`", first):
            found[kind] = [cell.strip() for cell in rest]
    return found


def documented_fields() -> tuple[dict[str, dict[str, Any]], dict[Key, str]]:
    """Kind -> its fields with their defaults; (kind, field) -> the kind of record that the field names."""
    found: dict[str, dict[str, Any]] = {}
    references: dict[Key, str] = {}
    for kind, (_what, cell) in table("The records").items():
        fields: dict[str, Any] = {"deleted": ""}
        for name, rest in re.findall(r"`([a-z_]+)`((?: → \w+)?(?: \([^)]*\))?)", cell):
            default: Any = None if "→" in rest else ""
            if "(unknown)" in rest:
                default = ["unknown", "", "", ""]
            elif given := re.search(r"\(`([^`]+)`\)", rest):
                default = json.loads(given[1])
            if target := re.search(r"→ (\w+)", rest):
                references[kind, name] = target[1]
            fields[name] = default
        found[kind] = fields
    return found, references


def read(path: Path) -> Package:
    """Everything that a package whose `since` is "" says."""
    with zipfile.ZipFile(path) as archive:
        shipped, changes = (
            [json.loads(line) for line in archive.read(name).splitlines() if line]
            for name in ("shipped.jsonl", "changes.jsonl")
        )
    defaults, references = documented_fields()
    written: dict[Field, dict[str, Any]] = {}
    overwritten: dict[Field, set[str]] = {}
    sequences: dict[Key, int] = {}
    deletions: dict[tuple[Key, str], set[str]] = {}
    for line in [*({**line, "stamp": SHIPPED, "new": True} for line in shipped), *changes]:
        key, stamp = (line["kind"], line["id"]), line["stamp"]
        if line.get("new"):
            for name, default in defaults.get(line["kind"], {"deleted": ""}).items():
                written.setdefault((*key, name), {})[stamp] = default
        for name, entry in line["fields"].items():
            is_change = isinstance(entry, dict)
            written.setdefault((*key, name), {})[stamp] = entry["after"] if is_change else entry
            over = entry.get("overwrote", []) if is_change else []
            overwritten.setdefault((*key, name), set()).update(over)
            if name == "deleted":
                deletions[key, stamp] = {*(line.get("saw") or over), stamp}
        sequences[key] = max(sequences.get(key, 0), line.get("sequence", 0))
    heads = {
        field: {stamp: value for stamp, value in values.items() if stamp not in overwritten.get(field, set())}
        for field, values in written.items()
    }
    records: dict[Key, dict[str, Any]] = {}
    stamps: dict[Key, set[str]] = {}
    for (kind, record_id, name), values in heads.items():
        records.setdefault((kind, record_id), {})[name] = values[max(values)]
        if name != "deleted":
            stamps.setdefault((kind, record_id), set()).update(values)
    gone = {
        key
        for key in records
        if "" not in heads[*key, "deleted"].values()
        and stamps[key] <= deletions[key, max(heads[*key, "deleted"])]
    }
    gone -= set(_referred_to(records, gone, references))
    return Package(
        {key: record for key, record in records.items() if key not in gone},
        {key: records[key] for key in gone},
        sequences,
        {
            field: {stamp: value for stamp, value in values.items() if stamp != max(values)}
            for field, values in heads.items()
            if len(values) > 1
        },
    )


def _referred_to(
    records: dict[Key, dict[str, Any]], gone: set[Key], references: dict[Key, str]
) -> Iterator[Key]:
    """Those of the gone that something names that is there, or that is there for that reason."""
    ahead = [key for key in records if key not in gone]
    kept: set[Key] = set()
    while ahead:
        key = ahead.pop()
        for name, value in records[key].items():
            target = (references.get((key[0], name), ""), value)
            if isinstance(value, str) and target in gone and target not in kept:
                kept.add(target)
                ahead.append(target)
                yield target
