"""A contact with a stakeholder outside of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference
from capadesk.domain.when import When


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A call, an e-mail, a talk in the corridor: what was said with whom, and what follows."""

    KIND: ClassVar[str] = "interaction"
    id: UUID
    when: When = When()
    channel: str = ""
    subject: str = ""
    summary: str = ""
    person_id: UUID | None = reference("person")
    organisation_id: UUID | None = reference("organisation")
    event_id: UUID | None = reference("event")
    follow_up: str = ""
