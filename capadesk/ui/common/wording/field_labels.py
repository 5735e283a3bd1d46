"""What every field of every record is called, and every kind of record: the one place for both."""

from __future__ import annotations

from typing import NamedTuple

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.services.words import N_, _


class KindLook(NamedTuple):
    """A kind of record in the singular, and its icon."""

    label: str
    icon: str


KIND_LOOKS: dict[str, KindLook] = {
    "accepted_clash": KindLook(N_("Clash that is fine"), "warning"),
    "action": KindLook(N_("Action"), "flag"),
    "affiliation": KindLook(N_("Affiliation"), "organisation"),
    "city": KindLook(N_("City"), "local"),
    "code_item": KindLook(N_("Value of a list"), "sort"),
    "decision": KindLook(N_("Decision"), "check_circle"),
    "event": KindLook(N_("Event"), "calendar"),
    "head_count": KindLook(N_("Head-count"), "people"),
    "interaction": KindLook(N_("Interaction"), "meeting"),
    "organisation": KindLook(N_("Organisation"), "organisation"),
    "pair": KindLook(N_("Two records compared"), "duplicate"),
    "participation": KindLook(N_("Participation"), "people"),
    "person": KindLook(N_("Person"), "person"),
    "platform": KindLook(N_("Platform"), "globe"),
    "project": KindLook(N_("Project"), "launch"),
    "series": KindLook(N_("Series"), "network"),
    "tag": KindLook(N_("Tag"), "idea"),
    "tagging": KindLook(N_("Tag on a record"), "idea"),
}

_SHARED: dict[str, str] = {
    "city_id": N_("City"),
    "country": N_("Country"),
    "email": N_("E-mail"),
    "end": N_("End"),
    "event_id": N_("Event"),
    "kind": N_("Kind"),
    "name": N_("Name"),
    "notes": N_("Notes"),
    "number": N_("Number"),
    "organisation_id": N_("Organisation"),
    "person_id": N_("Person"),
    "phone": N_("Phone"),
    "presence": N_("Presence"),
    "project_id": N_("Project"),
    "role": N_("Role"),
    "start": N_("Start"),
    "status": N_("Status"),
    "website": N_("Website"),
    "when": N_("When"),
    DELETED_FIELD: N_("In the bin"),
}
_OWN: dict[str, dict[str, str]] = {
    "accepted_clash": {
        "clash": N_("What is in the way"),
        "first_id": N_("Event"),
        "second_id": N_("Other event"),
        "day": N_("Public holiday"),
        "is_fine": N_("Is fine"),
    },
    "action": {
        "decision_id": N_("From decision"),
        "text": N_("Action"),
        "owner_person_id": N_("Owner"),
        "owner_organisation_id": N_("Owning organisation"),
        "due": N_("Due"),
        "priority": N_("Priority"),
        "source_item": N_("Agenda item"),
        "done_on": N_("Done on"),
        "uid": N_("Calendar identity"),
        "source_version": N_("Version of the source"),
        "kept_lines": N_("Kept lines of its calendar file"),
    },
    "affiliation": {"role": N_("Position"), "is_main": N_("Main organisation")},
    "feed": {"place": N_("Where it goes"), "url": N_("Address of the server")},
    "city": {"status": N_("Role in the Mission"), "mission_label": N_("Mission Label")},
    "code_item": {
        "code_list": N_("List"),
        "code": N_("Code"),
        "label": N_("Label"),
        "family": N_("Family"),
        "position": N_("Place in the list"),
        "is_retired": N_("Retired"),
    },
    "decision": {
        "text": N_("Decision"),
        "decided_by": N_("Decided by"),
        "decided_on": N_("Decided on"),
        "agenda_item": N_("Agenda item"),
    },
    "event": {
        "title": N_("Title"),
        "uid": N_("Calendar identity"),
        "mode": N_("Mode"),
        "venue": N_("Venue"),
        "online_link": N_("Online link"),
        "languages": N_("Languages"),
        "project_role": N_("Project’s role"),
        "series_id": N_("Series"),
        "series_event_id": N_("Occurrence of"),
        "original_start": N_("Original start"),
        "recurrence": N_("Recurrence"),
        "exceptions": N_("Left-out days"),
        "description": N_("Description"),
        "objectives": N_("Objectives"),
        "agenda": N_("Agenda"),
        "minutes": N_("Minutes"),
        "minutes_status": N_("Minutes status"),
        "lessons": N_("Lessons learnt"),
        "visibility": N_("Visibility"),
        "source_key": N_("Source"),
        "source_version": N_("Version of the source"),
        "kept_lines": N_("Kept lines of its calendar file"),
    },
    "head_count": {"group": N_("Group"), "count": N_("Count")},
    "interaction": {
        "channel": N_("Channel"),
        "subject": N_("Subject"),
        "summary": N_("Summary"),
        "follow_up": N_("Follow-up"),
    },
    "organisation": {
        "short_name": N_("Short name"),
        "helix": N_("Helix"),
        "level": N_("Level"),
        "flags": N_("Also"),
        "parent_id": N_("Part of"),
        "legal_form": N_("Legal form"),
        "address": N_("Address"),
    },
    "pair": {
        "record_kind": N_("Kind of record"),
        "first_id": N_("First record"),
        "second_id": N_("Second record"),
        "verdict": N_("What was said"),
    },
    "participation": {
        "organisation_id": N_("For organisation"),
        "is_outsider": N_("Outsider"),
        "invited_on": N_("Invited on"),
    },
    "person": {
        "given_name": N_("Given name"),
        "family_name": N_("Family name"),
        "honorific": N_("Title"),
        "mobile": N_("Mobile"),
        "language": N_("Language"),
        "lawful_basis": N_("Lawful basis"),
        "data_source": N_("Source of the data"),
    },
    "platform": {
        "time_zone": N_("Time zone"),
        "language": N_("Language"),
        "participation": N_("Participation in the project"),
        "coordinating_structure": N_("Coordinating structure"),
        "national_partners": N_("National partners"),
    },
    "project": {
        "acronym": N_("Acronym"),
        "grant_number": N_("Grant number"),
        "programme": N_("Programme"),
        "is_own": N_("Our own"),
    },
    "series": {"goal": N_("Goal")},
    "tag": {"group": N_("Group")},
    "tagging": {"tag_id": N_("Tag")},
}


def field_label(kind: str, field: str) -> str:
    """What a field is called; for one that a newer program wrote, its stable name in words."""
    known = _OWN.get(kind, {}).get(field) or _SHARED.get(field)
    return _(known) if known is not None else field.replace("_", " ").capitalize()


def has_label(kind: str, field: str) -> bool:
    """Whether the field of a kind is named here."""
    return field in _OWN.get(kind, {}) or field in _SHARED


def kind_label(kind: str) -> str:
    """A kind in the singular: "Event"."""
    look = KIND_LOOKS.get(kind)
    return _(look.label) if look is not None else kind.replace("_", " ").capitalize()


def kind_icon(kind: str) -> str:
    """The icon of a kind."""
    look = KIND_LOOKS.get(kind)
    return look.icon if look is not None else "info"
