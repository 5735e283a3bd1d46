"""What the makers of scaled data tell each other about records that have gone by."""

from __future__ import annotations

import random
from datetime import date
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.codes import EventMode, EventStatus


class EventFacts(NamedTuple):
    """What the parts of an event have to know of it."""

    id: UUID
    country: int
    city: str
    first_day: date | None
    status: EventStatus
    mode: EventMode
    is_meeting: bool

    @property
    def was_held(self) -> bool:
        """Whether it took place."""
        return self.status in (EventStatus.HELD, EventStatus.REPORTED)


class OrganisationFacts(NamedTuple):
    """What the people of an organisation have to know of it."""

    id: UUID
    country: int
    city_id: UUID
    host: str


def ordered_id(rng: random.Random, number: int) -> UUID:
    """A version 7 id (RFC 9562 5.7) whose time counts records: in order, and the same by the same seed."""
    milliseconds = 1_664_582_400_000 + number  # from 1 October 2022 on
    return UUID(
        int=milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    )
