"""Finding records that may be the same thing: what storage answers from its indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.record import R


class Sureness(StrEnum):
    """How sure it is that they are the same: `sure` before `likely` before `possible`."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


class LikenessReason(StrEnum):
    """What records have in common."""

    JOINED_BEFORE = "joined_before"
    UID = "uid"
    EMAIL = "email"
    GRANT_NUMBER = "grant_number"
    NAME = "name"
    NAME_AND_COUNTRY = "name_and_country"
    NAME_AND_ORGANISATION = "name_and_organisation"
    TITLE_AND_DATE = "title_and_date"
    WEBSITE = "website"


class Likeness(NamedTuple):
    """Live records of one kind, two or more, that share a natural key; `shared` is the key as text."""

    kind: str
    reason: LikenessReason
    sureness: Sureness
    ids: tuple[UUID, ...]
    shared: str


class Standing(NamedTuple):
    """How much hangs on a record: how many live records of which kind refer to it, whether it is shipped."""

    links: Mapping[str, int]
    is_shipped: bool


class Duplicates(Protocol):
    """What may be the same, and what was said of it."""

    def likenesses(self, kind: str) -> list[Likeness]:
        """All records of the kind that share a natural key, also those that were said to be different.

        [] for kinds that have none. The oldest record of each comes first.
        """

    def survivors(self, kind: str) -> Mapping[UUID, UUID]:
        """Records that went into another one, each with the one that goes on for it, many joins later too.

        That one may lie in the bin. A record that lives again is not listed.
        """

    def joined_records(self, record_type: type[R]) -> list[tuple[R, UUID]]:
        """The records of `survivors` as they were last, with the id of the record that goes on."""

    def standings(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Standing]:
        """What hangs on each of these records."""
