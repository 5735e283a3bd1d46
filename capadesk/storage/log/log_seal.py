"""A checksum on each ChangeSet in the log: what was written by halves or overwritten later is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

SEAL_BYTES = 16
_MODULUS = 1 << (8 * SEAL_BYTES)
_ID_SIZE = (16).to_bytes(8, "big")
_SMALL = 512
_SIZES = [size.to_bytes(8, "big") for size in range(_SMALL)]

_CHANGES = ("stamp", "record_id", "{kind}", "{payload}")
_BLOCKS = ("stamp", "{kind}", "{operation}", "first_id", "last_id", "record_count", "{payload}")
_TEXTS = ("time", "author", "label", "label_data", "role", "created_counts")
_SETS = (
    *("seal", "stamp", "replica", "previous"),
    *(f"{{{name}}}" for name in _TEXTS),
    *("undoes", "record_count", "schema_version"),
)
"""Columns; the texts among them in braces."""


class LogSeal:
    """The checksum of one ChangeSet, gathered while it is written; the order of its rows does not matter."""

    def __init__(self) -> None:
        self._sum = 0

    def add_change(self, raw_id: bytes, kind: str, payload: str) -> None:
        """The same as `add` for the only row of most ChangeSets, in a third of the time."""
        name, text = kind.encode(), payload.encode("utf-8", "surrogateescape")
        parts = _ID_SIZE, raw_id, len(name).to_bytes(8, "big"), name, len(text).to_bytes(8, "big"), text
        digest = blake2b(b"".join(parts), digest_size=SEAL_BYTES).digest()
        self._sum = (self._sum + int.from_bytes(digest, "big")) % _MODULUS

    def add(self, *row: object) -> None:
        """A row of the ChangeSet's changes or blocks, by its columns."""
        self._sum = (self._sum + int.from_bytes(_digest(row), "big")) % _MODULUS

    def of(self, *row: object) -> bytes:
        """The checksum, with the ChangeSet's own row."""
        return _digest((*row, self._sum.to_bytes(SEAL_BYTES, "big")))


def broken_seals(connection: Any) -> Iterator[str]:
    """The stamps of ChangeSets that are not as they were written; those without a seal are passed over."""
    seals: dict[bytes, LogSeal] = {}
    for table, columns in (("change", _CHANGES), ("change_block", _BLOCKS)):
        for stamp, *row in _rows(connection, table, columns):
            seals.setdefault(_raw(stamp), LogSeal()).add(*row)
    nothing = LogSeal()
    for seal, stamp, *row in _rows(connection, "change_set WHERE seal IS NOT NULL", _SETS):
        if seals.get(_raw(stamp), nothing).of(stamp, *row) != _raw(seal):
            yield _raw(stamp).hex()


def _rows(connection: Any, source: str, columns: Iterable[str]) -> Iterable[Any]:
    octets = connection.dialect.octets
    shown = (octets.format(name[1:-1]) if name.startswith("{") else name for name in columns)
    rows: Iterable[Any] = connection.exec_driver_sql(f"SELECT {', '.join(shown)} FROM {source}")
    return rows


def seal_of(*row: object) -> bytes:
    """The checksum of one row by its columns."""
    return _digest(row)


def _digest(row: tuple[object, ...]) -> bytes:
    """Over the columns with their lengths, so that nothing can move from one to the next."""
    parts = []
    for column in row:
        raw = column if type(column) is bytes else _raw(column)
        size = len(raw)
        parts.append(_SIZES[size] if size < _SMALL else size.to_bytes(8, "big"))
        parts.append(raw)
    return blake2b(b"".join(parts), digest_size=SEAL_BYTES).digest()


def _raw(column: object) -> bytes:
    if column is None:
        return b""
    return column if isinstance(column, bytes) else str(column).encode("utf-8", "surrogateescape")
