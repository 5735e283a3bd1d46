"""Folding of text, so that "lodz" finds Łódź and Łódź sorts beside Lodz."""

from __future__ import annotations

import unicodedata

KEY_LENGTH = 250

# Letters that Unicode does not decompose into a base letter and a mark.
_SINGLE = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H",
        "ı": "i", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ß": "ss", "ẞ": "SS",
        "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D",
        "ĸ": "k", "ǥ": "g", "Ǥ": "G", "’": "'", "‘": "'", "ʼ": "'", "·": "",
    }
)  # fmt: skip


class _Folded(dict[int, str | int]):
    """What becomes of a character: marks go; those met are kept, the others answered anew."""

    def __missing__(self, code: int) -> str | int:
        if unicodedata.combining(chr(code)):
            self[code] = ""
            return ""
        if code < _LATIN:
            self[code] = code
        return code


_LATIN = 0x250
_FOLDED = _Folded(_SINGLE)


def fold(text: str) -> str:
    """Lower case without accents: what search compares and what lists sort by."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).translate(_FOLDED).casefold()


def collation_key(text: str) -> str:
    """The key by which a title or name is sorted: folded, without what stands before its first letter.

    At most KEY_LENGTH characters: a database's index takes no row of any length (PostgreSQL 2,704 bytes).
    """
    folded = fold(text).strip()
    return (folded.lstrip("\"'«»„“”‚‘([{ ") or folded)[:KEY_LENGTH]


def word_key(text: str) -> str:
    """Equal for words that differ in case, accents, punctuation or blanks only: "kick-off", "Kick off"."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
