"""What two data files hold differently: records, registers, rivals, kept, index and log, as sets.

Only these may differ between hubs that saw the same, because they say how and when it came: places in tables
(`seq`, `arrival`, block numbers), the list of merges with `received`, into which blocks a ChangeSet is packed
and the order of the keys of its JSON (so the seals too).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from capadesk.domain.record import RECORD_TYPES
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.reading.search_index import KIND_BITS, KIND_NUMBERS

_WHOLE = {
    "field_stamp": ("record_id", "field", "stamp"),
    "rival": ("record_id", "field", "stamp", "kind", "value"),
    "kept": ("record_id", "kind"),
    "waiting": ("stamp",),
    "change_set": (
        *("stamp", "replica", "previous", "time", "author", "label", "role", "undoes"),
        *("record_count", "schema_version"),
    ),
}


def differences(first: Path, second: Path) -> Iterator[str]:
    """A sentence for each table that differs; nothing if the files hold the same."""
    connection = sqlite3.connect(f"{first.absolute().as_uri()}?mode=ro", uri=True)
    connection.execute("ATTACH ? AS other", (f"{second.absolute().as_uri()}?mode=ro",))
    try:
        for kind in RECORD_TYPES:
            names = ("id", *mapper_of(kind).all_columns, "deleted", "created_stamp", "changed_stamp")
            yield from _compared(connection, kind, names)
        for table, names in _WHOLE.items():
            yield from _compared(connection, table, names)
        for kind in KIND_NUMBERS:
            yield from _indexed(connection, kind)
        if (ours := _changes(connection, "main")) != (theirs := _changes(connection, "other")):
            stamps = {stamp for stamp in ours.keys() | theirs.keys() if ours.get(stamp) != theirs.get(stamp)}
            yield f"log: {len(stamps)} ChangeSets say something else, as {min(stamps).hex()}"
    finally:
        connection.close()


def counts(path: Path) -> dict[str, int]:
    """How many rows each table has that is compared, without empty ones."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    tables = [*RECORD_TYPES, *_WHOLE, "change", "change_block", "search"]
    found = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    connection.close()
    return {name: count for name, count in found.items() if count}


def _compared(connection: sqlite3.Connection, table: str, names: tuple[str, ...]) -> Iterator[str]:
    columns = ", ".join(f'"{name}"' for name in names)
    yield from _rows_compared(
        connection, table, *(f'SELECT {columns} FROM {base}."{table}"' for base in ("main", "other"))
    )


def _indexed(connection: sqlite3.Connection, kind: str) -> Iterator[str]:
    first, last = KIND_NUMBERS[kind] << KIND_BITS, (KIND_NUMBERS[kind] + 1) << KIND_BITS
    yield from _rows_compared(
        connection,
        f"search of {kind}",
        *(
            f'SELECT r.id, s.title, s.body FROM {base}.search s LEFT JOIN {base}."{kind}" r'
            f" ON r.seq = s.rowid - {first} WHERE s.rowid >= {first} AND s.rowid < {last}"
            for base in ("main", "other")
        ),
    )


def _rows_compared(connection: sqlite3.Connection, what: str, ours: str, theirs: str) -> Iterator[str]:
    """Row by row in the same order, so that nothing is kept; a row that is there twice counts twice."""
    total = [connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0] for sql in (ours, theirs)]
    for one, other in ((ours, theirs), (theirs, ours)):
        extra = connection.execute(f"SELECT count(*) FROM ({one} EXCEPT {other})").fetchone()[0]
        if extra or total[0] != total[1]:
            yield f"{what}: {extra} of {total[0]} and {total[1]} rows stand on one side only"
            return


def _changes(connection: sqlite3.Connection, base: str) -> dict[bytes, int]:
    """A sum over all changes of each ChangeSet, and of what its label says."""
    sums: dict[bytes, int] = {}
    for stamp, label_data, created in connection.execute(
        f"SELECT stamp, label_data, created_counts FROM {base}.change_set"
    ):
        sums[stamp] = _digest(_sorted(label_data), _sorted(created or "{}"))
    for stamp, record_id, kind, text in connection.execute(
        f"SELECT stamp, record_id, kind, payload FROM {base}.change"
    ):
        sums[stamp] = sums.get(stamp, 0) + _digest(record_id, kind, _sorted(text))
    for stamp, kind, operation, packed in connection.execute(
        f"SELECT stamp, kind, operation, payload FROM {base}.change_block"
    ):
        for row in _block_rows(json.loads(zlib.decompress(packed))):
            sums[stamp] = sums.get(stamp, 0) + _digest(kind, operation, *row)
    return sums


def _sorted(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def _block_rows(body: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    ids = body.pop("ids")
    columns = body.pop("columns", {})
    rest = sorted(body.items())
    names = sorted(name for name in columns if name != "id")
    for raw_id, *values in zip(ids, *(columns[name] for name in names), strict=True):
        given = [(name, value) for name, value in zip(names, values, strict=True) if value not in _NOTHING]
        yield raw_id, given, rest


_NOTHING: tuple[object, ...] = (None, "", 0, [], ["unknown", "", "", ""])
"""Values that fields have by default: whether a block says them or leaves the column out is the same."""


def _digest(*parts: object) -> int:
    text = repr(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=12).digest(), "big")
