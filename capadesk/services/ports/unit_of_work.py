"""Changing records: one transaction, one ChangeSet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol, Self
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet, Deletion
    from capadesk.domain.record import R, Record


class UnitOfWork(Protocol):
    """One transaction. Leaving the `with` block without `commit` keeps nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """The live record; RecordNotFound."""

    def find(self, record_type: type[R], record_id: UUID) -> R | None:
        """The live record or None."""

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """The live records whose fields equal the values (a list or tuple value: any of them)."""

    def find_in_bin(self, record_type: type[R], record_id: UUID) -> R | None:
        """The record as it lies in the bin, or None."""

    def is_in_bin(self, record_type: type[Record], record_id: UUID) -> bool:
        """Whether the record was deleted by somebody (not by undoing its creation)."""

    def save(self, record: Record) -> None:
        """Create it, or change the fields that differ; a deleted record is restored by it."""

    def save_many(self, records: Iterable[Record]) -> int:
        """`save` for bulk: new records are written in blocks, those that are there (or were) singly.

        Each record at most once in a unit of work, and not after it was saved otherwise. Returns how many.
        """

    def delete(self, record_type: type[Record], record_id: UUID, how: Deletion = ...) -> None:
        """Put it into the bin; RecordInUse if a live record that refers to it is left at commit."""

    def confirm(self, record_type: type[Record], record_id: UUID) -> None:
        """Write again that a live record lives: a deletion elsewhere that has not seen this does not hold."""

    def restore(self, record_type: type[Record], record_id: UUID) -> None:
        """Take it out of the bin; RecordNotFound."""

    def settle(self, record_type: type[R], record_id: UUID, field: str, value: Any) -> None:
        """Write a register, `deleted` too, so that no other value contradicts it, even if it keeps its value.

        RecordNotFound, also for the fields of a deleted record.
        """

    def commit(self, label: str, **label_data: Any) -> ChangeSet:
        """Write the log and end the transaction; the ChangeSet is empty if nothing changed."""
