"""What a merge does to the full-text index, written at its end in the order of the index's rows.

FTS5 writes out all that it has gathered as soon as a row comes that is not greater than the last one. Rows of
several kinds that alternate therefore cost ten times of the same rows in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from capadesk.storage.reading.search_index import row_id, texts_of

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.storage.reading.search_index import SearchIndex

_AT_MOST = 20_000


class DeferredIndex:
    """Stands before the index, inside the caller's transaction; `write` brings it up to date."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._texts: dict[tuple[str, int], tuple[str, str] | None] = {}
        self._new: set[tuple[str, int]] = set()

    def put(self, record: Record, seq: int, *, is_new: bool) -> None:
        """Index a record; `is_new` if the index has nothing of it."""
        self.put_folded(record.KIND, seq, *texts_of(record), is_new=is_new)

    def put_folded(self, kind: str, seq: int, title: str, body: str, *, is_new: bool = True) -> None:
        """Index a record of a kind by its folded title and body."""
        key = kind, seq
        if is_new and key not in self._texts:
            self._new.add(key)
        self._texts[key] = title, body
        self._write_if_many()

    def put_many(self, records: Iterable[tuple[Record, int]]) -> None:
        """Index new records."""
        for record, seq in records:
            self.put(record, seq, is_new=True)

    def put_texts(self, kind: str, texts: Iterable[tuple[int, str, str]]) -> None:
        """Index new records of a kind at once: (place in the table, folded title, folded body), in order."""
        self._index.put_texts(kind, texts)

    def remove(self, kind: str, seq: int) -> None:
        """Take a record out, whether it is there or not."""
        self._texts[kind, seq] = None
        self._write_if_many()

    def write(self) -> None:
        """Write what has gathered."""
        in_order = sorted(self._texts, key=lambda key: row_id(*key))
        for key in in_order:
            if key not in self._new:
                self._index.remove(*key)
        rows: dict[str, list[tuple[int, str, str]]] = {}
        for kind, seq in in_order:
            texts = self._texts[kind, seq]
            if texts is not None:
                rows.setdefault(kind, []).append((seq, *texts))
        for kind, of_kind in rows.items():
            self._index.put_texts(kind, of_kind)
        self._texts.clear()
        self._new.clear()

    def _write_if_many(self) -> None:
        if len(self._texts) >= _AT_MOST:
            self.write()
