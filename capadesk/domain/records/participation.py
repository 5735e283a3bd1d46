"""Somebody at an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.identity import link_id
from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A person or an organisation at an event, in one role.

    With a person, `organisation_id` says for whom they came; without, the organisation itself takes part.
    `invited_on` is when an invitation was last made for them here, and nobody has told them since that the
    event is cancelled.
    """

    KIND: ClassVar[str] = "participation"
    id: UUID
    event_id: UUID = reference("event", required=True)
    person_id: UUID | None = reference("person")
    organisation_id: UUID | None = reference("organisation")
    role: str = "participant"
    status: str = "invited"
    presence: str = ""
    is_outsider: bool = False
    notes: str = ""
    invited_on: date | None = None

    @classmethod
    def derive_id(
        cls, event_id: UUID, person_id: UUID | None, organisation_id: UUID | None, role: str
    ) -> UUID:
        """The link's id: the event, the person (else the organisation) and the role."""
        return link_id("participation", event_id, person_id or organisation_id, role)
