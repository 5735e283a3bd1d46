"""The national platform: the profile of a country's hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A national platform (hub): its name is free text, as it differs from country to country."""

    KIND: ClassVar[str] = "platform"
    id: UUID
    name: str
    country: str = ""
    time_zone: str = "Europe/Brussels"
    language: str = "en"
    participation: str = ""
    coordinating_structure: str = ""
    national_partners: str = ""
    website: str = ""
    notes: str = ""
