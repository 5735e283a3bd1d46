"""Opening a JSON file that may be anything: within bounds, and with the place of what is wrong in it."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.file_reading import reading, size_within

MAX_BYTES = 64 * 1024 * 1024


def read_json(path: Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """The document in a UTF-8 file (with or without byte order mark), RFC 8259.

    UnreadableFile reasons: `not_found`, `not_permitted`, `read_error`, `not_a_file`, `too_large`, `empty`,
    `wrong_encoding`, `truncated`, `invalid_json`, `too_deep`, `number_too_long`; where it can be said, with
    the place ("line 3, column 7") and `line` and `column` counted from 1.
    """
    with reading(path):
        size_within(path, max_bytes)
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise UnreadableFile(str(path), "too_large", size=len(raw), limit=max_bytes)
    return _parsed(path, _text(path, raw))


def _text(path: Path, raw: bytes) -> str:
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(str(path), "wrong_encoding", f"line {line}", line=line) from error
    if not text.strip():
        raise UnreadableFile(str(path), "empty")
    if "\0" in text[:4096]:  # UTF-16 of plain English is valid UTF-8, with a NUL beside every letter
        raise UnreadableFile(str(path), "wrong_encoding", "line 1", line=1)
    return text


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        # Where a string is not closed the parser names its beginning: such a file ends too early as well.
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        raise UnreadableFile(
            str(path),
            "truncated" if is_cut else "invalid_json",
            f"line {error.lineno}, column {error.colno}",
            line=error.lineno,
            column=error.colno,
            detail=error.msg,
        ) from error
    except RecursionError as error:
        raise UnreadableFile(str(path), "too_deep") from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableFile(str(path), "number_too_long", detail=str(error)) from error
