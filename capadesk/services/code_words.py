"""Codes found by what people write for them: the code, its label in any form, or a known synonym."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable

from capadesk.domain.folding import word_key
from capadesk.domain.records import CodeItem
from capadesk.resource_files import resource_path
from capadesk.services.words import _

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


class CodeWords:
    """The words of the code lists as they are stored; retired values are still understood."""

    def __init__(self, items: Iterable[CodeItem]) -> None:
        ordered = sorted(items, key=lambda item: (item.is_retired, item.position, item.code))
        self._labels: dict[str, list[str]] = {}
        self._codes: dict[str, dict[str, str]] = {}
        for item in ordered:
            codes = self._codes.setdefault(item.code_list, {})
            for word in (item.code, item.label, _(item.label) if item.label else ""):
                codes.setdefault(word_key(word), item.code)
            if not item.is_retired:
                self._labels.setdefault(item.code_list, []).append(_(item.label) if item.label else item.code)
        for code_list, synonyms in _synonyms().items():
            codes = self._codes.get(code_list, {})
            known = set(codes.values())
            for word, code in synonyms.items():
                if code in known:
                    codes.setdefault(word, code)

    def find(self, code_list: str, text: str) -> str | None:
        """The code for a word; "" for no word; None if it is unknown.

        Where the desk has no values of a list at all, what looks like a code is taken for one.
        """
        if not text.strip():
            return ""
        codes = self._codes.get(code_list)
        if codes is None:
            return text if _CODE.fullmatch(text) else None
        return codes.get(word_key(text))

    def labels(self, code_list: str) -> list[str]:
        """The words of a list in their order, in the user's language, without retired ones."""
        return list(self._labels.get(code_list, ()))


@functools.cache
def _synonyms() -> dict[str, dict[str, str]]:
    raw = json.loads(resource_path("import_words.json").read_text(encoding="utf-8"))["values"]
    return {
        code_list: {word_key(word): code for code, words in codes.items() for word in words}
        for code_list, codes in raw.items()
    }
