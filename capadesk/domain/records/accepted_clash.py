"""What somebody said of a date clash: that it is fine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedClash:
    """One thing that stands in the way of an event, and may.

    `clash` is "person" (`person_id` at both events), "venue" or "holiday" (`day` in `country`, ISO 3166-1
    alpha-2); `first_id` is the event with the smaller id. The id is made of all that and of the dates of the
    events, so that it is another clash once one of them moves, and every desk has one record of each.
    Whether it is fine is one register: to take it back is to write it, not to delete.

    The ids are no references: nothing that was said keeps an event alive.
    """

    KIND: ClassVar[str] = "accepted_clash"
    id: UUID
    clash: str
    first_id: UUID
    second_id: UUID | None = None
    person_id: UUID | None = None
    day: date | None = None
    country: str = ""
    is_fine: bool = True
