"""What a package without names leaves out: the fields that say who somebody is, and every free text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD

WITHHELD: Mapping[str, frozenset[str]] = {
    "accepted_clash": frozenset(),
    "action": frozenset({"text", "source_item", "notes", "source_version", "kept_lines"}),
    "affiliation": frozenset({"role"}),
    "city": frozenset({"notes"}),
    "code_item": frozenset(),
    "decision": frozenset({"text", "decided_by", "agenda_item"}),
    "event": frozenset(
        {"online_link", "description", "objectives", "agenda", "minutes", "lessons", "notes", "source_key"}
        | {"source_version", "kept_lines"}
    ),
    "head_count": frozenset(),
    "interaction": frozenset({"subject", "summary", "follow_up"}),
    "organisation": frozenset({"email", "phone", "address", "notes"}),
    "pair": frozenset(),
    "participation": frozenset({"notes"}),
    "person": frozenset(
        {"given_name", "family_name", "honorific", "email", "phone", "mobile", "data_source", "notes"}
    ),
    "platform": frozenset({"notes"}),
    "project": frozenset({"notes"}),
    "series": frozenset({"goal", "notes"}),
    "tag": frozenset(),
    "tagging": frozenset(),
}
"""Kind -> the fields that are left out."""

KEPT: Mapping[str, frozenset[str]] = {
    "accepted_clash": frozenset({"clash", "first_id", "second_id", "person_id", "day", "country", "is_fine"}),
    "action": frozenset(
        {"event_id", "decision_id", "number", "owner_person_id", "owner_organisation_id", "due", "priority"}
        | {"status", "done_on", "uid"}
    ),
    "affiliation": frozenset({"person_id", "organisation_id", "start", "end", "is_main"}),
    "city": frozenset({"name", "country", "status", "mission_label", "website"}),
    "code_item": frozenset({"code_list", "code", "label", "family", "position", "is_retired"}),
    "decision": frozenset({"event_id", "number", "decided_on", "status"}),
    "event": frozenset(
        {"title", "uid", "kind", "status", "when", "mode", "venue", "city_id", "country", "website"}
        | {"languages", "project_role", "project_id", "series_id", "series_event_id", "original_start"}
        | {"recurrence", "exceptions", "minutes_status", "visibility"}
    ),
    "head_count": frozenset({"event_id", "presence", "group", "count"}),
    "interaction": frozenset({"when", "channel", "person_id", "organisation_id", "event_id"}),
    "organisation": frozenset(
        {"name", "short_name", "helix", "level", "flags", "country", "city_id", "parent_id", "legal_form"}
        | {"website"}
    ),
    "pair": frozenset({"record_kind", "first_id", "second_id", "verdict"}),
    "participation": frozenset(
        {
            "event_id",
            "person_id",
            "organisation_id",
            "role",
            "status",
            "presence",
            "is_outsider",
            "invited_on",
        }
    ),
    "person": frozenset({"language", "country", "city_id", "lawful_basis"}),
    "platform": frozenset(
        {"name", "country", "time_zone", "language", "participation", "coordinating_structure"}
        | {"national_partners", "website"}
    ),
    "project": frozenset(
        {"name", "acronym", "grant_number", "programme", "start", "end", "website", "is_own"}
    ),
    "series": frozenset({"name", "project_id"}),
    "tag": frozenset({"name", "group"}),
    "tagging": frozenset({"tag_id", "event_id", "organisation_id", "person_id"}),
}
"""Kind -> the fields that stay. What stands in neither list, as of a newer program, does not leave."""


def may_leave(kind: str, field: str) -> bool:
    """Whether a field is written into a package without names."""
    return field == DELETED_FIELD or field in KEPT.get(kind, frozenset())


def pseudonym_of(person_id: UUID) -> str:
    """What a person is called in a package without names: eight digits, the same on every desk."""
    return hashlib.sha256(f"capadesk person {person_id.hex}".encode()).hexdigest()[:8].upper()
