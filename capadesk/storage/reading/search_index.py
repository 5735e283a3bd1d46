"""The full-text index: folded words of every record that people look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from capadesk.domain.folding import fold
from capadesk.domain.record import Record

if TYPE_CHECKING:
    from capadesk.storage.database.dialect import Dialect

KIND_NUMBERS = {
    "event": 1,
    "person": 2,
    "organisation": 3,
    "action": 4,
    "decision": 5,
    "city": 6,
    "series": 7,
    "interaction": 8,
    "project": 9,
    "tag": 10,
}
KIND_BITS = 44
SEQ_MASK = (1 << KIND_BITS) - 1

SEARCHED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "event": (
        ("title",),
        ("venue", "description", "objectives", "agenda", "minutes", "lessons", "notes", "source_key"),
    ),
    "person": (("given_name", "family_name", "email"), ("notes", "phone", "mobile")),
    "organisation": (("name", "short_name"), ("notes", "address", "email", "website", "legal_form")),
    "action": (("text",), ("number", "notes", "source_item")),
    "decision": (("text",), ("number", "decided_by")),
    "city": (("name",), ("notes",)),
    "series": (("name",), ("goal", "notes")),
    "interaction": (("subject",), ("summary", "follow_up")),
    "project": (("name", "acronym"), ("grant_number", "programme", "notes")),
    "tag": (("name",), ()),
}
"""(title fields, other fields) of each kind that is searched."""

_WORD = re.compile(r"[^\W_]+")
_WORDS_AT_MOST = 12


def searched_fields(kind: str) -> frozenset[str]:
    """The fields whose change touches the index."""
    title, body = SEARCHED.get(kind, ((), ()))
    return frozenset(title) | frozenset(body)


def row_id(kind: str, seq: int) -> int:
    """The index's rowid of a record: its kind and its place in its table."""
    return KIND_NUMBERS[kind] << KIND_BITS | seq


def texts_of(record: Record) -> tuple[str, str]:
    """The folded title and body of a record."""
    return folded_texts(record.KIND, partial(getattr, record))


def folded_texts(kind: str, value_of: Callable[[str], str | None]) -> tuple[str, str]:
    """The folded title and body of a record whose fields `value_of` gives by their names."""
    title, body = SEARCHED[kind]
    return (
        fold(" ".join(filter(None, map(value_of, title)))),
        fold(" \n".join(filter(None, map(value_of, body)))),
    )


def typed_words(text: str) -> list[str]:
    """The folded words of what somebody typed, at most twelve."""
    return _WORD.findall(fold(text.encode(errors="ignore").decode()))[:_WORDS_AT_MOST]


class Match(str):  # noqa: SLOT000 - a text that remembers its parts
    """What the index is asked: as text in SQLite's words, as its parts for a database that says it otherwise.

    One form of each of the `alternatives` must occur, as a prefix or `is_whole`, in title or body.
    """

    alternatives: Sequence[Sequence[str]]
    is_in_title: bool
    is_whole: bool

    def __new__(
        cls, alternatives: Sequence[Sequence[str]], *, is_in_title: bool = False, is_whole: bool = False
    ) -> Self:
        """The text is empty if there is no word."""
        end = "" if is_whole else "*"
        forms = ("(" + " OR ".join(f'"{form}"{end}' for form in each) + ")" for each in alternatives)
        text = " AND ".join(forms)
        match = super().__new__(cls, f"title : ({text})" if text and is_in_title else text)
        match.alternatives, match.is_in_title, match.is_whole = alternatives, is_in_title, is_whole
        return match


def match_expression(text: str, *, title_only: bool = False) -> Match:
    """What finds typed words: each is a prefix, all must occur; "" if there is no word."""
    return Match([[word] for word in typed_words(text)], is_in_title=title_only)


class SearchIndex:
    """Keeps the index in step with the records, inside the caller's transaction."""

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql
        self._dialect: Dialect = connection.dialect

    def put(self, record: Record, seq: int, *, is_new: bool) -> None:
        """Index a record that was created, or whose words changed."""
        title, body = texts_of(record)
        key = row_id(record.KIND, seq)
        if is_new:
            self._sql(self._dialect.index_insert, (key, *self._dialect.indexed(title, body)))
        else:
            self._sql(self._dialect.index_update, (*self._dialect.indexed(title, body), key))

    def put_many(self, records: Iterable[tuple[Record, int]]) -> None:
        """Index new records in bulk."""
        self._insert([(row_id(record.KIND, seq), *texts_of(record)) for record, seq in records])

    def put_texts(self, kind: str, texts: Iterable[tuple[int, str, str]]) -> None:
        """Index new records of a kind by (place in the table, folded title, folded body)."""
        self._insert([(row_id(kind, seq), title, body) for seq, title, body in texts])

    def _insert(self, rows: list[tuple[int, str, str]]) -> None:
        if rows:
            indexed = self._dialect.indexed
            self._sql(self._dialect.index_insert, [(key, *indexed(title, body)) for key, title, body in rows])

    def remove(self, kind: str, seq: int) -> None:
        """Take a deleted record out."""
        self._sql("DELETE FROM search WHERE rowid=?", (row_id(kind, seq),))
