"""Received ChangeSets that cannot be applied yet, kept whole in a table of their own."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import LoggedBlock, LoggedChange, LoggedSet, WaitingSet
from capadesk.storage.log.change_log import dumps


class WaitingSets:
    """The table `waiting`, inside the caller's transaction; `received` names the merge that brought a set."""

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql

    @cached_property
    def _stamps(self) -> set[bytes]:
        return {bytes(row[0]) for row in self._sql("SELECT stamp FROM waiting").fetchall()}

    def add(self, entry: LoggedSet, received: str) -> None:
        """Keep one; it must not be there yet."""
        self._sql(
            "INSERT INTO waiting(stamp, received, payload) VALUES (?, ?, ?)",
            (entry.stamp.to_bytes(), received, _packed(entry)),
        )
        self._stamps.add(entry.stamp.to_bytes())

    def has(self, stamp: Stamp) -> bool:
        """Whether one waits."""
        return self.holds(stamp.to_bytes())

    def holds(self, stamp: bytes) -> bool:
        """Whether the one of that stamp waits."""
        return stamp in self._stamps

    def all(self) -> Iterator[tuple[LoggedSet, str]]:
        """(ChangeSet, the merge that brought it) of each, oldest first; each may be dropped meanwhile."""
        for stamp in sorted(self._stamps):
            payload, received = self._sql(
                "SELECT payload, received FROM waiting WHERE stamp=?", (stamp,)
            ).fetchone()
            yield _unpacked(Stamp.from_bytes(stamp), payload), received

    def drop(self, stamp: Stamp) -> None:
        """It waits no more."""
        self._sql("DELETE FROM waiting WHERE stamp=?", (stamp.to_bytes(),))
        self._stamps.discard(stamp.to_bytes())

    def drop_of(self, received: str) -> None:
        """Forget what a merge brought."""
        self._sql("DELETE FROM waiting WHERE received=?", (received,))
        self.__dict__.pop("_stamps", None)


def waiting_row(entry: LoggedSet, missing: tuple[str, ...]) -> WaitingSet:
    """How a waiting ChangeSet is listed."""
    return WaitingSet(entry.stamp, entry.time, entry.author, entry.label, entry.label_data, missing)


def _packed(entry: LoggedSet) -> bytes:
    body = {
        "previous": str(entry.previous) if entry.previous else None,
        "time": entry.time.isoformat(),
        "author": entry.author,
        "label": entry.label,
        "label_data": dict(entry.label_data),
        "role": entry.role.value,
        "undoes": str(entry.undoes) if entry.undoes else None,
        "created_counts": dict(entry.created_counts),
        "schema_version": entry.schema_version,
        "changes": [[kind, record_id.hex, text] for kind, record_id, text in entry.changes],
        "blocks": [
            [kind, operation, base64.b85encode(packed).decode()] for kind, operation, packed in entry.blocks
        ],
    }
    return zlib.compress(dumps(body).encode(), 1)


def _unpacked(stamp: Stamp, payload: bytes) -> LoggedSet:
    body = json.loads(zlib.decompress(payload))
    return LoggedSet(
        stamp,
        Stamp.parse(body["previous"]) if body["previous"] else None,
        datetime.fromisoformat(body["time"]),
        body["author"],
        body["label"],
        body["label_data"],
        ChangeRole(body["role"]),
        Stamp.parse(body["undoes"]) if body["undoes"] else None,
        body["created_counts"],
        body["schema_version"],
        tuple(LoggedChange(kind, UUID(raw_id), text) for kind, raw_id, text in body["changes"]),
        tuple(
            LoggedBlock(kind, operation, base64.b85decode(packed))
            for kind, operation, packed in body["blocks"]
        ),
    )
