"""How records in memory read where one is chosen or named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from capadesk.services.ports import Choice
from tests.memory_store.merge_rule import Key, State

NAMED_KINDS = (
    *("event", "person", "organisation", "action", "decision"),
    *("city", "series", "interaction", "project", "tag"),
)
"""Kinds that have a name of their own, and are searched."""


def named(state: State, kind: str, record_id: UUID | None) -> str:
    """The name of a record, deleted or not; "" if there is none."""
    if record_id is None or (kind, record_id) not in state.registers:
        return ""
    return _name(state.record((kind, record_id)))


def _name(record: Any) -> str:
    if record.KIND == "person":
        return str(f"{record.given_name} {record.family_name}".strip() or record.email)
    if record.KIND == "project":
        return str(record.acronym or record.name)
    for field in ("title", "text", "subject", "name"):
        if hasattr(record, field):
            return str(getattr(record, field))
    raise KeyError(record.KIND)


def main_affiliation(state: State, person_id: UUID) -> Any:
    """The affiliation that stands for where a person works; None if there is none."""
    places = state.live_with("affiliation", "person_id", person_id)
    return min(places, key=lambda each: (not each.is_main, each.end is not None), default=None)


def choice_of(state: State, key: Key) -> Choice:
    """A record as fields that choose show it."""
    record = state.record(key)
    details = {
        "event": lambda: record.when.start_text,
        "interaction": lambda: record.when.start_text,
        "person": lambda: (
            named(state, "organisation", place.organisation_id)
            if (place := main_affiliation(state, record.id)) is not None
            else ""
        ),
        "organisation": lambda: record.short_name,
        "city": lambda: record.country,
        "series": lambda: "",
        "project": lambda: record.name,
        "tag": lambda: record.group,
        "action": lambda: named(state, "event", record.event_id),
        "decision": lambda: named(state, "event", record.event_id),
    }
    return Choice(record.id, _name(record), details[key[0]]())


def record_names(state: State, kind: str, ids: Sequence[UUID]) -> dict[UUID, Choice]:
    """See ports.Store."""
    keys = [(kind, record_id) for record_id in ids if (kind, record_id) in state.registers]
    return {key[1]: choice_of(state, key) if kind in NAMED_KINDS else _link(state, key) for key in keys}


def _link(state: State, key: Key) -> Choice:
    record = state.record(key)

    def end(kind: str) -> str:
        return named(state, kind, getattr(record, f"{kind}_id", None))

    ends: dict[str, Any] = {
        "participation": lambda: (end("person") or end("organisation"), end("event")),
        "affiliation": lambda: (end("person"), end("organisation")),
        "head_count": lambda: (record.group, end("event")),
        "tagging": lambda: (end("tag"), end("event") or end("organisation") or end("person")),
        "code_item": lambda: (record.label or record.code, record.code_list),
        "platform": lambda: (record.name, record.country),
        "accepted_clash": lambda: (
            named(state, "event", record.first_id),
            named(state, "event", record.second_id) or (record.day.isoformat() if record.day else ""),
        ),
        "pair": lambda: (
            named(state, record.record_kind, record.first_id),
            named(state, record.record_kind, record.second_id),
        ),
    }
    return Choice(record.id, *ends[key[0]]())
