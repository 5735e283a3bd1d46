"""ChangeSets on their way from one replica to another: what a merge takes, and what a file can send."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.stamp import Stamp

Frontier = Mapping[bytes, Stamp]
"""Replica -> its newest ChangeSet that is there; all older ones of that replica are there too."""


_NOTHING: Mapping[str, Any] = MappingProxyType({})


Step = Callable[[], None]
"""What is called between the parts of long work; what it raises ends the work."""


def no_step() -> None:
    """Nobody wants to end the work."""


class SourceKind(StrEnum):
    """Where ChangeSets come from."""

    FILE = "file"
    PACKAGE = "package"
    HUB = "hub"
    WITHOUT_NAMES = "without_names"


class LoggedChange(NamedTuple):
    """What a ChangeSet did to one record, as the log keeps it.

    `payload` is JSON: {"f": {field: [before, after, [overwritten stamps in hexadecimal]]}}, with "c": 1 for
    a creation, "s": [stamps] for what a deletion had seen and "q": SEQUENCE. Values are as in the log: ids
    as 32 hexadecimal digits, `When` as [precision, start, end, zone], days in ISO form. Kinds and fields
    that this program does not know pass as they are.
    """

    kind: str
    record_id: UUID
    payload: str


class LoggedBlock(NamedTuple):
    """Many records of one kind that a ChangeSet changed alike, sorted by id; `packed` is JSON under zlib.

    "create": {"ids": [hex], "columns": {field: [value of each record]}}, fields at their default left out;
    "set": {"ids": [hex], "field", "before", "after", "over": stamp, "saw": stamp}.
    """

    kind: str
    operation: str
    packed: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON, unpacked anew each time."""
        unpacked: dict[str, Any] = json.loads(zlib.decompress(self.packed))
        return unpacked

    @classmethod
    def of(cls, kind: str, operation: str, body: Mapping[str, Any]) -> LoggedBlock:
        """Pack a body."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(kind, operation, zlib.compress(text.encode(), 1))


class LoggedSet(NamedTuple):
    """One ChangeSet with everything that the log has of it; `previous` is its replica's one before.

    `seal` is the checksum that it has in the log, if it was read from one and agrees with it; who changes
    anything of the ChangeSet takes it away.
    """

    stamp: Stamp
    previous: Stamp | None
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any] = _NOTHING
    role: ChangeRole = ChangeRole.WORK
    undoes: Stamp | None = None
    created_counts: Mapping[str, int] = _NOTHING
    schema_version: int = 1
    changes: tuple[LoggedChange, ...] = ()
    blocks: tuple[LoggedBlock, ...] = ()
    seal: bytes | None = None


class IncomingChanges(Protocol):
    """What a merge takes: a package that was checked, another data file, a hub."""

    @property
    def replica(self) -> bytes:
        """The replica that sent this."""

    @property
    def name(self) -> str:
        """Who sent it, as a person reads it; "" if it does not say."""

    @property
    def path(self) -> str:
        """The file's path, or the address without password."""

    @property
    def kind(self) -> SourceKind: ...

    def count(self, seen: Frontier) -> int:
        """How many ChangeSets `change_sets` will give, for the progress."""

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """The ChangeSets by ascending stamp; those that `seen` covers may be left out.

        `step` is called now and then while a large one is read.
        """

    def shipped(self) -> Iterator[LoggedBlock]:
        """Shipped records that changes may refer to, as blocks that create; none if it carries none."""


class MergeEntry(NamedTuple):
    """One merge that was done: when (UTC), from whom and what it brought; `taken_out_at` if it was undone."""

    number: int
    at: datetime
    replica: bytes
    name: str
    path: str
    kind: str
    change_sets: int
    created: int
    updated: int
    conflicts: int
    waiting: int
    taken_out_at: datetime | None = None


class Sender(NamedTuple):
    """A replica whose changes came here: its newest ChangeSet, and when it last sent or was brought (UTC)."""

    replica: bytes
    name: str
    last_stamp: Stamp | None
    last_change: datetime | None
    last_received: datetime


class WaitingSet(NamedTuple):
    """A received ChangeSet that cannot be applied yet; `missing` says why.

    `missing`: the stamps of ChangeSets, or "kind:id" of records, that have not come yet.
    """

    stamp: Stamp
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any]
    missing: tuple[str, ...]
