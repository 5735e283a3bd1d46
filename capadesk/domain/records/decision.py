"""What was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision taken at an event or meeting."""

    KIND: ClassVar[str] = "decision"
    id: UUID
    event_id: UUID = reference("event", required=True)
    number: str = ""
    text: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    status: str = "taken"
    agenda_item: str = ""
