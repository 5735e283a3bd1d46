"""Gives the labels of resources/code_lists.json to Babel, to be translated like every other word."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

Message = tuple[int, str, str, list[str]]
"""Line, name of the function that marks it (as if it were `_`), text, comments for the translator."""


def extract_labels(
    file: IO[bytes], _keywords: Mapping[str, Any], _comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Babel's protocol of an extraction method; `options` may name the `encoding`."""
    text = file.read().decode(options.get("encoding", "utf-8"))
    lines = text.splitlines()
    for name, values in json.loads(text).items():
        for code, label, *_family in values:
            wanted = f"{json.dumps(code, ensure_ascii=False)}, {json.dumps(label, ensure_ascii=False)}"
            line = next((number for number, found in enumerate(lines, 1) if wanted in found), 0)
            yield line, "_", label, [f"{name}: {code}"]
