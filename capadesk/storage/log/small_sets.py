"""Small ChangeSets on their way from one log to another: rows as they stand there, nothing unpacked.

A desk may have ten thousand ChangeSets of one record each. What is the same in most of them is encoded once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.stamp import COUNTER_BYTES, REPLICA_BYTES, STAMP_BYTES
from capadesk.services.ports import LoggedSet
from capadesk.storage.log.log_seal import SEAL_BYTES

CHANGES_OF_ONE = 50
"""How many records a small ChangeSet changes at most."""

_SIZE_BYTES = 8
_REMEMBERED = 500
_MODULUS = 1 << (8 * SEAL_BYTES)
_ID_BYTES = 16
_ROLES = frozenset(role.value for role in ChangeRole)


class SmallSet(NamedTuple):
    """What a merge looks at; `row` is there if it comes from a log, else `entry` is."""

    stamp: bytes
    previous: bytes | None
    undoes: bytes | None
    changes: Sequence[tuple[bytes, str, bytes, str]]
    """Stamp, kind, id and payload of each."""
    row: Sequence[Any] = ()
    """By logged_sets.SET_COLUMNS, then the seal."""
    entry: LoggedSet | None = None

    @classmethod
    def of(cls, entry: LoggedSet) -> SmallSet:
        """One that came otherwise."""
        raw = entry.stamp.to_bytes()
        return cls(
            raw,
            entry.previous.to_bytes() if entry.previous is not None else None,
            entry.undoes.to_bytes() if entry.undoes is not None else None,
            [(raw, kind, record_id.bytes, text) for kind, record_id, text in entry.changes],
            entry=entry,
        )


class SealedSets:
    """Tells small ChangeSets that are as they were sealed; what it does not know for sure it leaves."""

    def __init__(self) -> None:
        self._kinds: dict[str, bytes] = {}
        self._heads: dict[tuple[Any, ...], bytes] = {}
        self._tails: dict[tuple[Any, ...], bytes] = {}

    def small(self, row: Sequence[Any], changes: Sequence[tuple[bytes, str, bytes, str]]) -> SmallSet | None:
        """The ChangeSet of a row (by SET_COLUMNS, its seal last) and its changes.

        None if the seal does not agree, or if anything is unlike what this program writes.
        """
        (
            stamp,
            replica,
            previous,
            time,
            author,
            label,
            label_data,
            role,
            counts,
            undoes,
            count,
            version,
            seal,
        ) = row
        if count != len(changes) or len(stamp) != STAMP_BYTES or stamp[COUNTER_BYTES:] != replica:
            return None
        try:
            if datetime.fromisoformat(time).isoformat() != time:
                return None
            time_text = time.encode()
            head = self._heads.get((author, label)) or self._head(author, label)
            rest = role, counts, undoes, count, version
            found = (
                _STAMP_SIZE,
                stamp,
                _REPLICA_SIZE,
                replica,
                _NOTHING if previous is None else _stamp(previous),
                len(time_text).to_bytes(_SIZE_BYTES, "big"),
                time_text,
                head,
                _EMPTY if label_data == "{}" else _label_data(label_data),
                self._tails.get(rest) or self._tail(*rest),
                _SEAL_SIZE,
                self._sum(changes),
            )
        except (TypeError, ValueError, AttributeError):
            return None
        if blake2b(b"".join(found), digest_size=SEAL_BYTES).digest() != seal:
            return None
        return SmallSet(stamp, previous, undoes, changes, row)

    def _sum(self, changes: Sequence[tuple[bytes, str, bytes, str]]) -> bytes:
        """As LogSeal.add_change for each."""
        total = 0
        digest = b""
        for _stamp, kind, raw_id, payload in changes:
            if len(raw_id) != _ID_BYTES:
                raise ValueError(raw_id)
            name = self._kinds.get(kind) or self._kind(kind)
            text = payload.encode()
            parts = _ID_SIZE, raw_id, name, len(text).to_bytes(_SIZE_BYTES, "big"), text
            digest = blake2b(b"".join(parts), digest_size=SEAL_BYTES).digest()
            if len(changes) == 1:
                return digest
            total += int.from_bytes(digest, "big")
        return (total % _MODULUS).to_bytes(SEAL_BYTES, "big")

    def _kind(self, kind: str) -> bytes:
        return _kept(self._kinds, kind, _text(kind))

    def _head(self, author: str, label: str) -> bytes:
        return _kept(self._heads, (author, label), _text(author) + _text(label))

    def _tail(self, role: str, counts: str, undoes: bytes | None, count: int, version: int) -> bytes:
        if role not in _ROLES or counts or not 0 < count <= CHANGES_OF_ONE or type(version) is not int:
            raise ValueError(role)
        raw = (
            _text(role)
            + _text(counts)
            + (_NOTHING if undoes is None else _stamp(undoes))
            + _text(str(count))
            + _text(str(version))
        )
        return _kept(self._tails, (role, counts, undoes, count, version), raw)


def _kept(known: dict[Any, bytes], key: Any, raw: bytes) -> bytes:
    """Remembered, together with not too many others."""
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = raw
    return raw


def _sized(raw: bytes) -> bytes:
    return len(raw).to_bytes(_SIZE_BYTES, "big") + raw


def _text(text: str) -> bytes:
    return _sized(text.encode())


def _stamp(raw: bytes) -> bytes:
    if len(raw) != STAMP_BYTES:
        raise ValueError(raw)
    return _STAMP_SIZE + raw


def _label_data(text: str) -> bytes:
    if type(json.loads(text)) is not dict:
        raise ValueError(text)
    return _text(text)


_ID_SIZE = _ID_BYTES.to_bytes(_SIZE_BYTES, "big")
_STAMP_SIZE = STAMP_BYTES.to_bytes(_SIZE_BYTES, "big")
_REPLICA_SIZE = REPLICA_BYTES.to_bytes(_SIZE_BYTES, "big")
_SEAL_SIZE = SEAL_BYTES.to_bytes(_SIZE_BYTES, "big")
_NOTHING = _sized(b"")
_EMPTY = _text("{}")
