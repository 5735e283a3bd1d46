"""What PostgreSQL says otherwise than SQLite: its full text and its JSON."""

from __future__ import annotations

import re

from capadesk.storage.database.dialect import Dialect
from capadesk.storage.reading.search_index import Match

_WORD = re.compile(r"[^\W_]+")
"""What FTS5's tokeniser takes for a word, so that both find the same."""
_WORD_BYTES = 2000
_INDEXED_BYTES = 900_000
"""A tsvector holds words of at most 2,046 bytes and at most a mebibyte of them."""


def indexed(title: str, body: str) -> tuple[str, ...]:
    """The words of a record as the text of a tsvector: those of the title have the weight A."""
    places: dict[str, str] = {}
    room = _INDEXED_BYTES
    for text, place in ((title, "1A"), (body, "2")):
        for word in dict.fromkeys(_WORD.findall(text)):
            size = len(word.encode())
            room -= size + 8
            if room < 0:
                break
            if size <= _WORD_BYTES:
                places[word] = f"{places[word]},{place}" if word in places else place
    return (" ".join(f"'{word}':{place}" for word, place in places.items()),)


def tsquery_of(match: Match) -> str:
    """What is asked as the text of a tsquery."""
    marks = ("" if match.is_whole else "*") + ("A" if match.is_in_title else "")
    return " & ".join(
        "(" + " | ".join(_form(form, f":{marks}" if marks else "") for form in each) + ")"
        for each in match.alternatives
    )


def _form(form: str, marks: str) -> str:
    # Words that were typed may hold an underscore, which separates words in the index; "_" is never in it.
    words = [word if len(word.encode()) <= _WORD_BYTES else "_" for word in _WORD.findall(form)]
    *first, last = words or ["_"]
    title = ":A" if "A" in marks else ""
    return "(" + " & ".join([*(f"'{word}'{title}" for word in first), f"'{last}'{marks}"]) + ")"


POSTGRES = Dialect(
    single_change=(
        "(SELECT json_build_array(c.kind, (SELECT coalesce(json_agg(f.key), '[]') FROM"
        " json_object_keys(c.payload::json -> 'f') f(key)), c.payload::json -> 'c')::text"
        " FROM change c WHERE c.stamp = change_set.stamp)"
    ),
    octets="{}",
    index_insert="INSERT INTO search(rowid, words) VALUES (?, ?::tsvector)",
    index_update="UPDATE search SET words=?::tsvector WHERE rowid=?",
    indexed=indexed,
    words_opened="",
    words=(
        "SELECT word, ndoc FROM ts_stat('SELECT words FROM search') WHERE word COLLATE \"C\" >= ?"
        ' AND length(word) BETWEEN ? AND ? ORDER BY word COLLATE "C"'
    ),
)
