"""ChangeSets on their way out of a desk without names: what they say of people is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from capadesk.domain.records import Person
from capadesk.domain.withheld_names import WITHHELD, may_leave, pseudonym_of
from capadesk.services.ports import (
    Frontier,
    IncomingChanges,
    LoggedBlock,
    LoggedChange,
    LoggedSet,
    SourceKind,
)
from capadesk.services.ports.changes import Step, no_step

PSEUDONYM_FIELD = "family_name"
"""The field of a person that shows the pseudonym where the name is not known."""


class NamesWithheld:
    """Passes on the changes of `source` with the fields of `domain.withheld_names` left out.

    What is left out of a change is listed under "w". Doing it twice is doing it once, so it does not matter
    where on the way it is done.
    """

    def __init__(self, source: IncomingChanges) -> None:
        self._source = source

    @property
    def replica(self) -> bytes:
        """See ports.IncomingChanges."""
        return self._source.replica

    @property
    def name(self) -> str:
        """Nobody is named."""
        return ""

    @property
    def path(self) -> str:
        """See ports.IncomingChanges."""
        return self._source.path

    @property
    def kind(self) -> SourceKind:
        """Wherever they come from, they say less than there is."""
        return SourceKind.WITHOUT_NAMES

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges."""
        return self._source.count(seen)

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        for entry in self._source.change_sets(seen, step):
            yield entry._replace(
                author="",
                label_data={},
                changes=tuple(withheld_change(change) for change in entry.changes if change.kind in WITHHELD),
                blocks=tuple(left for block in entry.blocks if (left := withheld_block(block)) is not None),
                created_counts={k: n for k, n in entry.created_counts.items() if k in WITHHELD},
                seal=None,
            )

    def shipped(self) -> Iterator[LoggedBlock]:
        """Shipped records name nobody, but a note may stand on one."""
        for block in self._source.shipped():
            left = withheld_block(block)
            if left is not None:
                yield left


def withheld_change(change: LoggedChange) -> LoggedChange:
    """One change without what may not leave."""
    payload = json.loads(change.payload)
    fields: dict[str, Any] = payload["f"]
    kept = {name: value for name, value in fields.items() if may_leave(change.kind, name)}
    gone = set(payload.get("w", ())) | (WITHHELD[change.kind] & fields.keys())
    if payload.get("c"):
        gone |= WITHHELD[change.kind]
        if change.kind == Person.KIND:
            kept[PSEUDONYM_FIELD] = [None, shown_pseudonym(change.record_id), []]
    payload["f"] = kept
    if gone:
        payload["w"] = sorted(gone)
    return change._replace(payload=json.dumps(payload, ensure_ascii=False, separators=(",", ":")))


def withheld_block(block: LoggedBlock) -> LoggedBlock | None:
    """A block without what may not leave; None if nothing of it may."""
    if block.kind not in WITHHELD:
        return None
    body = block.body
    if block.operation != "create":
        return block if may_leave(block.kind, body["field"]) else None
    columns = {name: values for name, values in body["columns"].items() if may_leave(block.kind, name)}
    if block.kind == Person.KIND:
        columns[PSEUDONYM_FIELD] = [shown_pseudonym(UUID(text)) for text in body["ids"]]
    body["columns"] = columns
    if WITHHELD[block.kind]:
        body["w"] = sorted(WITHHELD[block.kind])
    return LoggedBlock.of(block.kind, block.operation, body)


def shown_pseudonym(person_id: UUID) -> str:
    """How a person reads whose name was withheld."""
    return f"Person {pseudonym_of(person_id)}"
