"""A series of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Linked events, such as a Transition Lab, which is a process and not one event."""

    KIND: ClassVar[str] = "series"
    id: UUID
    name: str
    goal: str = ""
    project_id: UUID | None = reference("project")
    notes: str = ""
