"""A record that a transaction has touched, as it was before and as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from capadesk.domain.record import Record


@dataclass(slots=True)
class Pending:
    """A record that this transaction has touched; `before` is None for a new one.

    `created_stamp` and `changed_stamp` are those of its row before. `sequence` is the SEQUENCE that the
    transaction gave an event, 0 for none. `is_confirmed`: that it lives is written again, against deletions
    that have not seen it, or somebody settles whether it is deleted. `settled` are the fields that are
    written again whether their value changes or not.
    """

    seq: int
    created_stamp: bytes
    before: Record | None
    deleted_before: str
    record: Record
    deleted: str
    changed_stamp: bytes = b""
    sequence: int = 0
    is_confirmed: bool = False
    settled: frozenset[str] = frozenset()
