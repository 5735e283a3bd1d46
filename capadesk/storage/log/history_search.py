"""Finding changes in the log: by words, by author, by record; and what one of them did, page by page."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.folding import fold
from capadesk.domain.record import references_to
from capadesk.domain.stamp import STAMP_BYTES
from capadesk.services.ports import Whose
from capadesk.services.words import _
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.log.change_block import SET, block_changes
from capadesk.storage.log.change_log import decode_change

if TYPE_CHECKING:
    from capadesk.domain.change_set import RecordChange
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports import HistoryFilter

PARTS = ("participation", "head_count", "decision", "action", "tagging", "affiliation", "interaction")
"""Kinds that are shown with the record that they belong to."""

_FIRST = ("event", "person", "organisation", "city", "series", "project", "platform", "decision", "action")
_ORDER = (
    "CASE c.kind "
    + " ".join(f"WHEN '{kind}' THEN {number}" for number, kind in enumerate(_FIRST))
    + f" ELSE {len(_FIRST)} END, c.kind, c.record_id"
)
_READ_AT_ONCE = 1000

Record = tuple[str, UUID]


class HistorySearch:
    """Questions about the change log, on one connection."""

    def __init__(self, connection: Any, replica: bytes, author: str) -> None:
        self._sql = connection.exec_driver_sql
        self._replica = replica
        self._author = author

    # --- which changes ----------------------------------------------------------------------------

    def stamps(self, wanted: HistoryFilter, limit: int, before: Stamp | None) -> list[bytes]:
        """The stamps of the ChangeSets that fit, newest first."""
        words = fold(wanted.text).split()
        last = before.to_bytes() if before else b"\xff" * STAMP_BYTES
        found: list[bytes] = []
        at_once = max(limit, _READ_AT_ONCE) if words else limit
        while len(found) < limit:
            rows = self._rows(wanted, at_once, last)
            fits = _fits(words, wanted) if words else None
            found += [bytes(row[0]) for row in rows if fits is None or fits(row)]
            if len(rows) < at_once:
                break
            last = bytes(rows[-1][0])
        return found[:limit]

    def _rows(self, wanted: HistoryFilter, limit: int, last: bytes) -> Sequence[Any]:
        conditions = ["s.stamp < ?"]
        parameters: list[Any] = [last]
        mine = "s.received='' AND (s.author=? OR s.replica=?)"
        if wanted.whose is not Whose.ALL:
            conditions.append(mine if wanted.whose is Whose.MINE else f"NOT ({mine})")
            parameters += [self._author, self._replica]
        beginning = ""
        first: list[Any] = []
        if wanted.record is not None:
            beginning, first = self._touching(wanted.record)
            conditions.append("s.stamp IN (SELECT stamp FROM stamps)")
        return self._sql(  # type: ignore[no-any-return]
            f"{beginning} SELECT s.stamp, s.author, s.label, s.label_data FROM change_set s"
            f" WHERE {' AND '.join(conditions)} ORDER BY s.stamp DESC LIMIT ?",
            (*first, *parameters, limit),
        ).fetchall()

    def _touching(self, record: Record) -> tuple[str, list[Any]]:
        """The table `stamps` of all ChangeSets that touched a record or its parts."""
        ids, parameters = _ids_of(record)
        flips = self._flips_of(record)
        known = "".join(" UNION SELECT ?" for _stamp in flips)
        sql = (
            f"WITH ids(id, created) AS MATERIALIZED ({ids}), stamps(stamp) AS MATERIALIZED"
            " (SELECT created FROM ids"
            " UNION SELECT c.stamp FROM ids JOIN change c ON c.record_id=ids.id"
            f" UNION SELECT f.stamp FROM ids JOIN field_stamp f ON f.record_id=ids.id{known})"
        )
        return sql, [*parameters, *flips]

    def _flips_of(self, record: Record) -> list[bytes]:
        """The ChangeSets that deleted the record or brought it back by blocks."""
        kind, record_id = record
        rows = self._sql(
            "SELECT stamp, payload FROM change_block"
            " WHERE kind=? AND first_id<=? AND last_id>=? AND operation=?",
            (kind, record_id.bytes, record_id.bytes, SET),
        ).fetchall()
        return [
            bytes(stamp)
            for stamp, payload in rows
            if record_id.hex in json.loads(zlib.decompress(payload))["ids"]
        ]

    # --- what one of them did ---------------------------------------------------------------------

    def record_changes(
        self, stamp: Stamp, limit: int, offset: int, record: Record | None
    ) -> list[RecordChange]:
        """See ports.Store."""
        if record is not None:
            return self._changes_to(stamp, record)[offset : offset + limit]
        raw = stamp.to_bytes()
        rows = self._sql(
            f"SELECT c.kind, c.record_id, c.payload FROM change c WHERE c.stamp=? ORDER BY {_ORDER}"
            " LIMIT ? OFFSET ?",
            (raw, limit, offset),
        ).fetchall()
        found = [decode_change(*row)[0] for row in rows]
        if len(found) == limit:
            return found
        singles = self._sql("SELECT count(*) FROM change WHERE stamp=?", (raw,)).scalar()
        skip = max(offset - int(singles or 0), 0)
        for number, kind, operation, count in self._sql(
            "SELECT number, kind, operation, record_count FROM change_block WHERE stamp=? ORDER BY number",
            (raw,),
        ).fetchall():
            if skip >= count:
                skip -= count
                continue
            payload = self._sql("SELECT payload FROM change_block WHERE number=?", (number,)).scalar()
            block = block_changes(kind, operation, payload)
            found += itertools.islice(block, skip, skip + limit - len(found))
            skip = 0
            if len(found) == limit:
                break
        return found

    def _changes_to(self, stamp: Stamp, record: Record) -> list[RecordChange]:
        ids, parameters = _ids_of(record)
        rows = self._sql(
            f"WITH ids(id, created) AS MATERIALIZED ({ids}) SELECT c.kind, c.record_id, c.payload"
            f" FROM ids JOIN change c ON c.record_id=ids.id WHERE c.stamp=? ORDER BY {_ORDER}",
            (*parameters, stamp.to_bytes()),
        ).fetchall()
        found = [decode_change(*row)[0] for row in rows]
        blocks = self._sql(
            "SELECT kind, operation, payload FROM change_block WHERE stamp=? ORDER BY number",
            (stamp.to_bytes(),),
        ).fetchall()
        if blocks:
            wanted = {UUID(bytes=bytes(row[0])) for row in self._sql(ids, tuple(parameters)).fetchall()}
            kinds = {record[0], *PARTS}
            for kind, operation, payload in blocks:
                if kind in kinds:
                    found += [
                        change
                        for change in block_changes(kind, operation, payload)
                        if change.record_id in wanted
                    ]
        return found


def _ids_of(record: Record) -> tuple[str, list[Any]]:
    """The statement that gives id and stamp of creation of a record and of what belongs to it."""
    kind, record_id = record
    statements = [f"SELECT id, created_stamp FROM {quoted(kind)} WHERE id=?"]
    for holder_type, info in references_to(kind):
        if holder_type.KIND in PARTS:
            statements.append(
                f"SELECT id, created_stamp FROM {quoted(holder_type.KIND)} WHERE {quoted(info.name)}=?"
            )
    return " UNION ".join(statements), [record_id.bytes] * len(statements)


def _fits(words: Sequence[str], wanted: HistoryFilter) -> Callable[[Any], bool]:
    labels: dict[str, str] = {}

    def fits(row: Any) -> bool:
        _stamp, author, label, data = row
        said = labels.get(label)
        if said is None:
            said = labels[label] = fold(_(wanted.label_words.get(label, label)))
        text = f"{said} {fold(author)} {fold(data)}"
        return all(word in text for word in words)

    return fits
