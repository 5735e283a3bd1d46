"""Where the two databases say things differently: the few texts that cannot be the same for both.

All other statements of `storage` are written once, so that SQLite and PostgreSQL take them as they stand.
What PostgreSQL only names otherwise it has as functions of its own (`postgres_schema.sql`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Dialect(NamedTuple):
    """The texts of one database."""

    single_change: str
    """Scalar subquery of change_set: [kind, changed fields, 1 for a creation] as JSON of its only change."""
    octets: str
    """A text column `{}` so that its bytes are seen even where they are no UTF-8."""
    index_insert: str
    """Takes the row id of the search index, then what `indexed` gives."""
    index_update: str
    """Takes what `indexed` gives, then the row id."""
    indexed: Callable[[str, str], tuple[str, ...]]
    """Folded title and body of a record as the index takes them."""
    words_opened: str
    """What must be run on a connection before `words`; "" for nothing."""
    words: str
    """(word, records that hold it) in order; takes the first word and the least and greatest length."""


def _as_they_are(title: str, body: str) -> tuple[str, ...]:
    return title, body


SQLITE = Dialect(
    single_change=(
        "(SELECT json_array(c.kind, (SELECT json_group_array(f.key) FROM json_each(c.payload, '$.f') f),"
        " json_extract(c.payload, '$.c')) FROM change c WHERE c.stamp = change_set.stamp)"
    ),
    octets="CAST({} AS BLOB)",
    index_insert="INSERT INTO search(rowid, title, body) VALUES (?, ?, ?)",
    index_update="UPDATE search SET title=?, body=? WHERE rowid=?",
    indexed=_as_they_are,
    words_opened=(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search', 'row')"
    ),
    words=(
        "SELECT term, doc FROM temp.search_words WHERE term >= ? AND length(term) BETWEEN ? AND ?"
        " ORDER BY term"
    ),
)
