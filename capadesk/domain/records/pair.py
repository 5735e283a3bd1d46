"""What somebody said of two records: that they are not the same, or that one went into the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from capadesk.domain.identity import link_id
from capadesk.domain.record import record


class PairVerdict(StrEnum):
    """What was said; in one register, so that no merge makes half of two decisions."""

    DIFFERENT = "different"
    FIRST_STAYS = "first_stays"
    SECOND_STAYS = "second_stays"


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records of one kind, `first_id` the smaller id, so that every desk has one pair of them.

    The ids are no references: a pair keeps nothing alive, and outlives both.
    """

    KIND: ClassVar[str] = "pair"
    id: UUID
    record_kind: str
    first_id: UUID
    second_id: UUID
    verdict: str

    @classmethod
    def different(cls, record_kind: str, one: UUID, other: UUID) -> Pair:
        """Two records that are not the same thing."""
        first, second = sorted((one, other))
        return cls(
            id=link_id("pair", record_kind, first, second),
            record_kind=record_kind,
            first_id=first,
            second_id=second,
            verdict=PairVerdict.DIFFERENT,
        )

    @classmethod
    def joined(cls, record_kind: str, kept: UUID, gone: UUID) -> Pair:
        """Two records that are the same thing, which goes on under the id `kept`."""
        first, second = sorted((kept, gone))
        return cls(
            id=link_id("pair", record_kind, first, second),
            record_kind=record_kind,
            first_id=first,
            second_id=second,
            verdict=PairVerdict.FIRST_STAYS if kept == first else PairVerdict.SECOND_STAYS,
        )

    @property
    def ids(self) -> frozenset[UUID]:
        """Both ids."""
        return frozenset((self.first_id, self.second_id))

    @property
    def is_joined(self) -> bool:
        """Whether one went into the other."""
        return self.verdict in (PairVerdict.FIRST_STAYS, PairVerdict.SECOND_STAYS)

    @property
    def kept_id(self) -> UUID:
        """Of a join: the record that stays."""
        return self.first_id if self.verdict == PairVerdict.FIRST_STAYS else self.second_id

    @property
    def gone_id(self) -> UUID:
        """Of a join: the record that went into the other."""
        return self.second_id if self.verdict == PairVerdict.FIRST_STAYS else self.first_id
