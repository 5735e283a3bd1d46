"""What was decided."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference


@record("decision")
class Decision:
    """A decision taken at an event or meeting."""

    KIND: ClassVar[str]
    id: UUID
    event_id: UUID = reference("event", required=True)
    number: str = ""
    text: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    status: str = "taken"
    agenda_item: str = ""
