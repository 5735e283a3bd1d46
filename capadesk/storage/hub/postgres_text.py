"""Statement text that was written for SQLite as psycopg takes it."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | \? | %
    | \bsearch\s+MATCH\b
    | (?<=[\s(,])\+(?=[a-z]\w*\.)
    | \bNOT\s+IN\s+\(\s*\) | \bIN\s+\(\s*\)""",
    re.VERBOSE,
)
_TYPED = 4096


@lru_cache(maxsize=_TYPED)
def text_for_postgres(sql: str) -> str:
    """The statement with psycopg's parameter marks, and what SQLite alone understands said otherwise.

    `search MATCH ?` asks the column of words; a unary plus, by which SQLite is kept from an index, goes; a
    list without members, which PostgreSQL does not know, becomes an empty array.
    """
    return _PARTS.sub(_said, sql)


def _said(found: re.Match[str]) -> str:
    part = found[0]
    if part == "?":
        return "%s"
    if part[0] in "'\"%":
        return part.replace("%", "%%")
    if part == "+":
        return ""
    if part.startswith("search"):
        return "words @@"
    return "<> ALL ('{}')" if part.startswith("NOT") else "= ANY ('{}')"
