"""A funded project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project, ours or another one; `grant_number` is the number of its grant agreement."""

    KIND: ClassVar[str] = "project"
    id: UUID
    name: str
    acronym: str = ""
    grant_number: str = ""
    programme: str = ""
    start: date | None = None
    end: date | None = None
    website: str = ""
    is_own: bool = False
    notes: str = ""
