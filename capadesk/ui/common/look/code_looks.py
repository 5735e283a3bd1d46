"""How codes look as chips: an icon and a hue; words come from the code lists, so that users may add some."""

from __future__ import annotations

from capadesk.ui.common.look.chip import Chip
from capadesk.ui.common.look.palette import Tone

_STATUSES = {
    "idea": Chip("idea", Tone.NEUTRAL),
    "planned": Chip("calendar", Tone.BLUE),
    "confirmed": Chip("check_circle", Tone.TEAL),
    "held": Chip("flag", Tone.GREEN),
    "reported": Chip("report", Tone.PURPLE),
    "cancelled": Chip("cross_circle", Tone.RED),
    "postponed": Chip("clock", Tone.AMBER),
}
_KIND_ICONS = {
    "workshop": "people",
    "webinar": "screen",
    "seminar": "learn",
    "training": "learn",
    "conference": "stage",
    "forum": "stage",
    "national_event": "flag",
    "launch": "launch",
    "kick_off": "launch",
    "networking": "network",
    "participatory_lab": "lab",
    "transition_lab": "lab",
    "climate_breakfast": "cup",
    "public_event": "society",
    "exhibition": "sheet",
    "bilateral_meeting": "person",
    "mirror_group_meeting": "government",
    "consortium_meeting": "network",
    "stakeholder_meeting": "people",
    "joint_meeting": "network",
    "meeting": "meeting",
}
_HELICES = {
    "government": Chip("government", Tone.BLUE),
    "academia": Chip("learn", Tone.PURPLE),
    "business": Chip("business", Tone.AMBER),
    "civil_society": Chip("society", Tone.RED),
    "environment": Chip("leaf", Tone.GREEN),
    "media": Chip("media", Tone.TEAL),
    "individual": Chip("person", Tone.NEUTRAL),
}
_LEVEL_ICONS = {
    "local": "local",
    "regional": "local",
    "national": "flag",
    "eu": "globe",
    "international": "globe",
}
_ACTION_STATUSES = {
    "open": Chip("clock", Tone.BLUE),
    "in_progress": Chip("pencil", Tone.TEAL),
    "done": Chip("check_circle", Tone.GREEN),
    "cancelled": Chip("cross_circle", Tone.NEUTRAL),
}
_PRIORITIES = {"high": Chip("chevron_up", Tone.AMBER)}


def action_status_chip(code: str) -> Chip:
    """The look of an action's status."""
    return _ACTION_STATUSES.get(code, Chip("info", Tone.NEUTRAL))


def priority_chip(code: str) -> Chip | None:
    """The look of a priority that stands out; None for the others, which are plain words."""
    return _PRIORITIES.get(code)


def status_chip(code: str) -> Chip:
    """The look of an event's status."""
    return _STATUSES.get(code, Chip("info", Tone.NEUTRAL))


def kind_chip(code: str) -> Chip:
    """The look of an event's kind."""
    return Chip(_KIND_ICONS.get(code, "calendar"), Tone.NEUTRAL)


def helix_chip(code: str) -> Chip:
    """The look of an organisation's helix."""
    return _HELICES.get(code, Chip("organisation", Tone.NEUTRAL))


def level_chip(code: str) -> Chip:
    """The look of a level of government."""
    return Chip(_LEVEL_ICONS.get(code, "local"), Tone.NEUTRAL)
