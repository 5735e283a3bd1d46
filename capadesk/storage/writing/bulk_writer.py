"""Writing many records at once: in blocks, which the log keeps whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import Record
from capadesk.domain.validation import require_sound
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.record_mapper import mapper_of, quoted
from capadesk.storage.log.change_log import BLOCK_SIZE, ChangeLog
from capadesk.storage.log.registers import put_stamps
from capadesk.storage.reading.search_index import SEARCHED, SearchIndex


class BulkWriter:
    """Writes blocks of records into tables, index and log; `counts` are the records by kind so far."""

    def __init__(self, connection: Any, log: ChangeLog, index: SearchIndex) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._index = index
        self.counts: Counter[str] = Counter()

    def used_ids(self, kind: str, block: list[Record]) -> set[bytes]:
        """The ids in the block that the table knows, deleted records' too."""
        marks = ",".join("?" * len(block))
        ids = tuple(record.id.bytes for record in block)
        rows = self._sql(f"SELECT id FROM {quoted(kind)} WHERE id IN ({marks})", ids).fetchall()
        return {bytes(row[0]) for row in rows}

    def last_seq(self, kind: str) -> int:
        """The greatest row number of a table, 0 if it is empty."""
        return self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0

    def create_block(self, kind: str, block: list[Record], after_seq: int, stamp: bytes) -> None:
        """Write new records of one kind, at most BLOCK_SIZE, numbered from `after_seq` + 1 by their ids."""
        block = sorted(block, key=lambda record: record.id.bytes)
        for record in block:
            require_sound(record)
        mapper = mapper_of(kind)
        numbered = list(enumerate(block, after_seq + 1))
        with translated():
            self._sql(
                mapper.insert_sql,
                [mapper.insert_values(record, number, "", stamp) for number, record in numbered],
            )
            if kind in SEARCHED:
                self._index.put_many((record, number) for number, record in numbered)
            self._log.write_created_block(stamp, kind, block)
        self.counts[kind] += len(block)

    def set_deleted(
        self,
        kind: str,
        condition: str,
        parameters: tuple[Any, ...],
        before: str,
        after: str,
        over: bytes,
        saw: bytes,
        stamp: bytes,
        staying: AbstractSet[bytes] = frozenset(),
        step: Callable[[int], None] = lambda _count: None,
    ) -> int:
        """Flip the register `deleted` of many records whose only stamp on it is `over`, as log blocks.

        `saw` is the stamp that all other fields of the records have; `staying` are left out.
        `step` is told how many records each portion had; it may raise.
        """
        rows = self._sql(
            f"SELECT r.id, r.seq FROM {quoted(kind)} r WHERE {condition} ORDER BY r.id", parameters
        ).fetchall()
        rows = [row for row in rows if bytes(row[0]) not in staying] if staying else rows
        for start in range(0, len(rows), BLOCK_SIZE):
            block = rows[start : start + BLOCK_SIZE]
            ids = [bytes(row[0]) for row in block]
            self._sql(
                f"UPDATE {quoted(kind)} SET deleted=?, changed_stamp=? WHERE id=?",
                [(after, stamp, record_id) for record_id in ids],
            )
            put_stamps(self._sql, ids, (DELETED_FIELD,), stamp)
            self._log.write_set_block(stamp, kind, ids, DELETED_FIELD, before, after, over, saw)
            if kind in SEARCHED:
                self._index_flipped(kind, block, is_gone=bool(after))
            step(len(block))
        if rows:
            self.counts[kind] += len(rows)
        return len(rows)

    def _index_flipped(self, kind: str, rows: Sequence[Any], *, is_gone: bool) -> None:
        if is_gone:
            for row in rows:
                self._index.remove(kind, row[1])
            return
        mapper = mapper_of(kind)
        for row in rows:
            found = self._sql(mapper.by_id_sql, (row[0],)).fetchone()
            self._index.put(mapper.record(found), row[1], is_new=True)
