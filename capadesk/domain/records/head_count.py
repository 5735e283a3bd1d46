"""People counted without names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.identity import link_id
from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """How many of a group were on site or remote: totals only, never on a person."""

    KIND: ClassVar[str] = "head_count"
    id: UUID
    event_id: UUID = reference("event", required=True)
    presence: str = "on_site"
    group: str = "not_stated"
    count: int = 0

    @classmethod
    def derive_id(cls, event_id: UUID, presence: str, group: str) -> UUID:
        """One count for each event, presence and group."""
        return link_id("head_count", event_id, presence, group)
