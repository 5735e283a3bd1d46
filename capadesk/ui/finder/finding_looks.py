"""How findings look: the words of their headings, and the drawing and hue of each."""

from __future__ import annotations

from capadesk.domain.folding import fold
from capadesk.services.finder_service import Finding, Group
from capadesk.services.words import _
from capadesk.ui.common.look.chip import Chip
from capadesk.ui.common.look.code_looks import helix_chip, kind_chip
from capadesk.ui.common.look.palette import Tone

_LOOKS = {
    "action": Chip("task", Tone.AMBER),
    "decision": Chip("decision", Tone.PURPLE),
    "interaction": Chip("contact", Tone.BLUE),
    "series": Chip("network", Tone.TEAL),
    "project": Chip("launch", Tone.TEAL),
    "city": Chip("local", Tone.GREEN),
    "tag": Chip("flag", Tone.NEUTRAL),
}


def heading_of(group: Group) -> str:
    """The words over a group."""
    return {
        Group.USED: _("Used last"),
        Group.PEOPLE: _("People"),
        Group.EVENTS: _("Events"),
        Group.MEETINGS: _("Meetings"),
        Group.ORGANISATIONS: _("Organisations"),
        Group.COMMANDS: _("Commands"),
        Group.ACTIONS: _("Actions"),
        Group.DECISIONS: _("Decisions"),
        Group.INTERACTIONS: _("Contacts"),
        Group.SERIES: _("Series"),
        Group.PROJECTS: _("Projects"),
        Group.CITIES: _("Cities"),
        Group.TAGS: _("Tags"),
    }[group]


def look_of(finding: Finding) -> Chip:
    """The drawing and hue of a record."""
    assert finding.record is not None
    record = finding.record
    match record.kind:
        case "event":
            return Chip(kind_chip(record.code).icon, Tone.TEAL)
        case "organisation":
            return helix_chip(record.code)
        case kind:
            return _LOOKS.get(kind, Chip("info", Tone.NEUTRAL))


def initials_of(finding: Finding) -> str:
    """One or two letters for a person's disc; "" for anything else."""
    if finding.record is None or finding.record.kind != "person":
        return ""
    parts = [part for part in finding.title.split() if fold(part)[:1].isalpha()]
    letters = [parts[0][0], *([parts[-1][0]] if len(parts) > 1 else [])] if parts else [finding.title[:1]]
    return "".join(letters).upper()
