"""The tags of people in words, for what is exported of them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from capadesk.domain.folding import collation_key
from capadesk.domain.records import Tag, Tagging
from capadesk.services.ports import ReportSource


def tags_of_people(source: ReportSource) -> Mapping[UUID, tuple[str, ...]]:
    """Names of tags by person, in the order of the alphabet; who has none is left out."""
    names = {tag.id: tag.name for tag in source.records(Tag)}
    found: dict[UUID, list[str]] = {}
    for tagging in source.records(Tagging):
        if tagging.person_id is not None and tagging.tag_id in names:
            found.setdefault(tagging.person_id, []).append(names[tagging.tag_id])
    return {person_id: tuple(sorted(words, key=collation_key)) for person_id, words in found.items()}
