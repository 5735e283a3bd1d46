"""Tags, and what they are put on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.identity import link_id
from capadesk.domain.record import record, reference


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word of the field (field of action, lever, barrier) or a free topic."""

    KIND: ClassVar[str] = "tag"
    id: UUID
    name: str
    group: str = "topic"


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """A tag on an event, an organisation or a person."""

    KIND: ClassVar[str] = "tagging"
    id: UUID
    tag_id: UUID = reference("tag", required=True)
    event_id: UUID | None = reference("event")
    organisation_id: UUID | None = reference("organisation")
    person_id: UUID | None = reference("person")

    @classmethod
    def derive_id(cls, tag_id: UUID, target_id: UUID) -> UUID:
        """The link's id: the tag and what it is put on."""
        return link_id("tagging", tag_id, target_id)
