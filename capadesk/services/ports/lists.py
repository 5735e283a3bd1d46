"""Reading for lists and search: what is asked, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.services.ports.list_rows import Choice, SearchHit


class ListKind(StrEnum):
    """The lists that the program shows."""

    EVENTS = "events"
    MEETINGS = "meetings"
    CALENDAR = "calendar"  # events and meetings together
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    ACTIONS = "actions"
    DECISIONS = "decisions"


class SortKey(NamedTuple):
    """One heading to sort by; `column` is a field name of the list's row."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: words to find, values by row column (any of them), a period, an order.

    `equal` knows the codes of a row, and "city", "organisation", "owner", "series", "project", "tag" and
    "organisation_tag" (of the organisations of a person) by their names; "" is none where one is linked
    at most (city, series, project). `first_day` and
    `last_day` take what touches the period; `over_before` what was over before that day; `overdue_on` the
    actions that are still open after their due day. `group` is "month" or "country": rows of one group stand
    together, in the list's own order. `ranks` gives the order of a column's codes where it is not that of
    the alphabet.
    """

    kind: ListKind
    text: str = ""
    equal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    sort: tuple[SortKey, ...] = ()
    over_before: date | None = None
    overdue_on: date | None = None
    group: str = ""
    ranks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Counted(NamedTuple):
    """A value, "" for none, and how many rows have it."""

    value: str
    rows: int


class Lists(Protocol):
    """Reading for lists and search; safe to call from any thread."""

    def keys(self, query: ListQuery) -> Sequence[int]:
        """The row keys of all rows in order; keys hold within one opened file."""

    def keys_in_parts(self, query: ListQuery, first: int = 0) -> Iterator[list[int]]:
        """The same keys: the `first` ones as soon as they are known, then the rest, which may be none."""

    def groups(self, query: ListQuery) -> list[Counted]:
        """The groups of the rows of `keys`, in the order of the list ("2024-10", "2024", "IT"); else []."""

    def values(self, query: ListQuery, column: str) -> list[Counted]:
        """The values of a column to filter by that occur in the rows of a query, in no order."""

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        """The rows (EventRow, ...) of those keys, in their order; a row that is gone is left out."""

    def key_of(self, kind: ListKind, record_id: UUID) -> int | None:
        """The row key of a record, None if it is not there."""

    def count(self, kind: ListKind) -> int:
        """How many live records the list holds without any filter."""

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
        """At most `limit` hits of each kind: in title or name first, then anywhere, newest first.

        Where the words as they are typed find fewer than five records, words written nearly like them
        count too; what they find comes after the others and is marked `is_similar`.
        """

    def hits_by_id(self, records: Sequence[tuple[str, UUID]]) -> list[SearchHit]:
        """How (kind, id) read as found records, in their order; those that are gone are left out."""

    def prepare_search(self) -> None:
        """Read what the first search after a change would wait for."""

    def choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """Records of a kind whose name begins with or contains the words: for fields that choose."""

    def similar_choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """Records of a kind whose words are written nearly like those that are typed, the nearest first.

        What `choices` finds is left out; nothing where that is plenty. Takes a moment after a change.
        """

    def choices_by_id(self, kind: str, ids: Sequence[UUID]) -> list[Choice]:
        """How records read that are already chosen, in the order of `ids`; deleted ones too."""
