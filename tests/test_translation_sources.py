"""Every word that a translator has to see is found by the extraction that babel.cfg describes."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).parent.parent


def extracted() -> set[str]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: set[str] = set()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, methods, options):
        found.update([message] if isinstance(message, str) else message)
    return found


def test_labels_of_code_lists_and_marked_words_reach_the_translator() -> None:
    words = extracted()
    lists = json.loads((ROOT / "resources/code_lists.json").read_text(encoding="utf-8"))
    labels = {value[1] for values in lists.values() for value in values}
    assert labels <= words
    assert "Added the sample data" in words
    assert "Deleted “{name}”" in words
