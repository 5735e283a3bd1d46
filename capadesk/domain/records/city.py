"""A city and what it is to the EU Mission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record
from capadesk.domain.when import When


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city; `country` is ISO 3166-1 alpha-2, `mission_label` the month in which it got the label."""

    KIND: ClassVar[str] = "city"
    id: UUID
    name: str
    country: str = ""
    status: str = "other"
    mission_label: When = When()
    website: str = ""
    notes: str = ""
