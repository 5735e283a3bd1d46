"""What somebody has to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.codes import OPEN_ACTION_STATUSES
from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action item; where it came from may be an event, a decision, or nothing.

    `uid`, `source_version` and `kept_lines` are those of the calendar file (VTODO) that it was read from, as
    an event has them; "" for one that was made here.
    """

    KIND: ClassVar[str] = "action"
    id: UUID
    event_id: UUID | None = reference("event")
    decision_id: UUID | None = reference("decision")
    number: str = ""
    text: str = ""
    owner_person_id: UUID | None = reference("person")
    owner_organisation_id: UUID | None = reference("organisation")
    due: date | None = None
    priority: str = "normal"
    status: str = "open"
    source_item: str = ""
    done_on: date | None = None
    notes: str = ""
    uid: str = ""
    source_version: str = ""
    kept_lines: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether it is still open after its due date: computed, never stored."""
        return self.status in OPEN_ACTION_STATUSES and self.due is not None and self.due < today
