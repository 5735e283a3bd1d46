"""A person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; what ties them to organisations is an Affiliation."""

    KIND: ClassVar[str] = "person"
    id: UUID
    given_name: str = ""
    family_name: str = ""
    honorific: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    language: str = ""
    country: str = ""
    city_id: UUID | None = reference("city")
    lawful_basis: str = ""
    data_source: str = ""
    notes: str = ""

    @property
    def full_name(self) -> str:
        """Given and family name; the e-mail address if there is no name."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or self.email

    @property
    def initials(self) -> str:
        """One or two letters for the person's disc in lists."""
        letters = [part[0] for part in (self.given_name, self.family_name) if part]
        return "".join(letters or self.email[:1]).upper()
