"""An organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation: ministry, agency, city administration, university, company, association."""

    KIND: ClassVar[str] = "organisation"
    id: UUID
    name: str
    short_name: str = ""
    helix: str = ""
    level: str = ""
    flags: tuple[str, ...] = ()
    country: str = ""
    city_id: UUID | None = reference("city")
    parent_id: UUID | None = reference("organisation")
    legal_form: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    notes: str = ""
