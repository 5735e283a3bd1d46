"""A mapping of columns, kept in a small JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.tables.json_text import read_json
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import ColumnMapping

_FORMAT = "capadesk-column-mapping"
_VERSION = 1
_MAX_BYTES = 1024 * 1024


def save_mapping(mapping: ColumnMapping, path: Path) -> None:
    """Write the mapping, whole or not at all; errors as `whole_file`."""
    document = {"format": _FORMAT, "version": _VERSION, **asdict(mapping)}
    with whole_file(path) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")


def load_mapping(path: Path) -> ColumnMapping:
    """Read `save_mapping` back. UnreadableFile: those of `read_json`, `not_a_mapping`, `newer_format`."""
    document = read_json(path, max_bytes=_MAX_BYTES)
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise UnreadableFile(str(path), "not_a_mapping")
    version = document.get("version")
    if not isinstance(version, int) or version > _VERSION:
        raise UnreadableFile(str(path), "newer_format", "version", version=str(version))
    return ColumnMapping(
        columns=tuple((heading, field) for heading, field in _rows(path, document, "columns", 2)),
        sheet=_text(path, document, "sheet", ""),
        words=tuple((field, word, code) for field, word, code in _rows(path, document, "words", 3)),
        source=_text(path, document, "source", ""),
        time_zone=_text(path, document, "time_zone", ""),
        day_first=document.get("day_first", True) is not False,
        separator=_text(path, document, "separator", ";") or ";",
    )


def _text(path: Path, document: dict[str, Any], key: str, default: str) -> str:
    value = document.get(key, default)
    if not isinstance(value, str):
        raise UnreadableFile(str(path), "not_a_mapping", key)
    return value


def _rows(path: Path, document: dict[str, Any], key: str, width: int) -> list[list[str]]:
    rows = document.get(key, [])
    if not isinstance(rows, list):
        raise UnreadableFile(str(path), "not_a_mapping", key)
    for number, row in enumerate(rows):
        is_row = isinstance(row, list) and len(row) == width and all(isinstance(text, str) for text in row)
        if not is_row:
            raise UnreadableFile(str(path), "not_a_mapping", f"{key}[{number}]")
    return rows
