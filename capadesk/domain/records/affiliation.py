"""A person in an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.identity import link_id
from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """A person's place in an organisation, dated, with a role in words ("Head of unit")."""

    KIND: ClassVar[str] = "affiliation"
    id: UUID
    person_id: UUID = reference("person", required=True)
    organisation_id: UUID = reference("organisation", required=True)
    role: str = ""
    start: date | None = None
    end: date | None = None
    is_main: bool = False

    @classmethod
    def derive_id(cls, person_id: UUID, organisation_id: UUID, role: str) -> UUID:
        """The link's id: both ends and the role."""
        return link_id("affiliation", person_id, organisation_id, role)
