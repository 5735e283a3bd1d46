"""What the code lists and families are called."""

from __future__ import annotations

from capadesk.domain.codes import CodeList, KindFamily
from capadesk.services.words import N_, _

_LISTS: dict[CodeList, str] = {
    CodeList.EVENT_KIND: N_("Kinds of events and meetings"),
    CodeList.EVENT_STATUS: N_("Status of events"),
    CodeList.EVENT_MODE: N_("Mode of events"),
    CodeList.PROJECT_ROLE: N_("Role of the project"),
    CodeList.PARTICIPATION_ROLE: N_("Roles at events"),
    CodeList.PARTICIPATION_STATUS: N_("Attendance"),
    CodeList.PRESENCE: N_("On site or remote"),
    CodeList.HEAD_COUNT_GROUP: N_("Groups of head-counts"),
    CodeList.HELIX: N_("Helix of organisations"),
    CodeList.GOVERNANCE_LEVEL: N_("Level of organisations"),
    CodeList.ORGANISATION_FLAG: N_("What else organisations are"),
    CodeList.CITY_STATUS: N_("Status of cities"),
    CodeList.ATTITUDE: N_("Attitude"),
    CodeList.DECISION_STATUS: N_("Status of decisions"),
    CodeList.ACTION_STATUS: N_("Status of actions"),
    CodeList.ACTION_PRIORITY: N_("Priority of actions"),
    CodeList.INTERACTION_CHANNEL: N_("Channels of contact"),
    CodeList.LAWFUL_BASIS: N_("Lawful basis for contacts"),
    CodeList.TAG_GROUP: N_("Groups of tags"),
    CodeList.MINUTES_STATUS: N_("Status of minutes"),
    CodeList.VISIBILITY: N_("Visibility of events"),
}
_FAMILIES: dict[str, str] = {KindFamily.EVENT: N_("Event"), KindFamily.MEETING: N_("Meeting")}


def list_name(code_list: CodeList) -> str:
    """What a list is called."""
    return _(_LISTS[code_list])


def family_name(family: str) -> str:
    """What a family of kinds is called."""
    return _(_FAMILIES[family]) if family in _FAMILIES else family
