"""Words half as long again: how German would fit, before anybody has translated anything."""

from __future__ import annotations

import gettext
import re

_WORDS = re.compile(r"\{[^}]*\}|&?[^\W\d_]+", re.UNICODE)


class LongerWords(gettext.NullTranslations):
    """Each word is followed by its own first half; placeholders and letters with Alt stay."""

    def gettext(self, message: str) -> str:
        """The message, half as long again."""
        return _WORDS.sub(_longer, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a count, half as long again."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _longer(match: re.Match[str]) -> str:
    word = match[0]
    if word.startswith("{"):
        return word
    letters = word.removeprefix("&")
    return word + letters[: (len(letters) + 1) // 2].lower()
