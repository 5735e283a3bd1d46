"""Which code list a field takes its values from, and which values rules of the program depend on."""

from __future__ import annotations

from enum import StrEnum

from capadesk.domain.codes import (
    ActionStatus,
    CityStatus,
    CodeList,
    DecisionStatus,
    EventMode,
    EventStatus,
    HeadCountGroup,
    KindFamily,
    ParticipationRole,
    ParticipationStatus,
    Presence,
    Visibility,
)

FIELD_CODES: dict[tuple[str, str], CodeList] = {
    ("action", "priority"): CodeList.ACTION_PRIORITY,
    ("action", "status"): CodeList.ACTION_STATUS,
    ("city", "country"): CodeList.COUNTRY,
    ("city", "status"): CodeList.CITY_STATUS,
    ("decision", "status"): CodeList.DECISION_STATUS,
    ("event", "country"): CodeList.COUNTRY,
    ("event", "kind"): CodeList.EVENT_KIND,
    ("event", "languages"): CodeList.LANGUAGE,
    ("event", "minutes_status"): CodeList.MINUTES_STATUS,
    ("event", "mode"): CodeList.EVENT_MODE,
    ("event", "project_role"): CodeList.PROJECT_ROLE,
    ("event", "status"): CodeList.EVENT_STATUS,
    ("event", "visibility"): CodeList.VISIBILITY,
    ("head_count", "group"): CodeList.HEAD_COUNT_GROUP,
    ("head_count", "presence"): CodeList.PRESENCE,
    ("interaction", "channel"): CodeList.INTERACTION_CHANNEL,
    ("organisation", "country"): CodeList.COUNTRY,
    ("organisation", "flags"): CodeList.ORGANISATION_FLAG,
    ("organisation", "helix"): CodeList.HELIX,
    ("organisation", "level"): CodeList.GOVERNANCE_LEVEL,
    ("participation", "presence"): CodeList.PRESENCE,
    ("participation", "role"): CodeList.PARTICIPATION_ROLE,
    ("participation", "status"): CodeList.PARTICIPATION_STATUS,
    ("person", "country"): CodeList.COUNTRY,
    ("person", "language"): CodeList.LANGUAGE,
    ("person", "lawful_basis"): CodeList.LAWFUL_BASIS,
    ("platform", "country"): CodeList.COUNTRY,
    ("platform", "language"): CodeList.LANGUAGE,
    ("tag", "group"): CodeList.TAG_GROUP,
}
"""The code list that a field (record kind, field) takes its values from."""

_RULED: dict[CodeList, type[StrEnum]] = {
    CodeList.EVENT_STATUS: EventStatus,
    CodeList.EVENT_MODE: EventMode,
    CodeList.PARTICIPATION_ROLE: ParticipationRole,
    CodeList.PARTICIPATION_STATUS: ParticipationStatus,
    CodeList.PRESENCE: Presence,
    CodeList.ACTION_STATUS: ActionStatus,
    CodeList.VISIBILITY: Visibility,
}
# What a new record begins with.
_FIRST = {
    (CodeList.EVENT_KIND, "workshop"),
    (CodeList.EVENT_KIND, "meeting"),
    (CodeList.HEAD_COUNT_GROUP, HeadCountGroup.NOT_STATED),
    (CodeList.CITY_STATUS, CityStatus.MISSION),
    (CodeList.CITY_STATUS, CityStatus.OTHER),
    (CodeList.DECISION_STATUS, DecisionStatus.TAKEN),
    (CodeList.ACTION_PRIORITY, "normal"),
    (CodeList.TAG_GROUP, "topic"),
}


def fields_of_list(code_list: str) -> tuple[tuple[str, str], ...]:
    """The fields (record kind, field) that take their values from a list."""
    return tuple(key for key, each in FIELD_CODES.items() if each == code_list)


def is_ruled(code_list: str, code: str) -> bool:
    """Whether rules of the program depend on a value: it can be called otherwise, but never go."""
    enum = _RULED.get(CodeList(code_list))
    return (enum is not None and code in list(enum)) or (CodeList(code_list), code) in _FIRST


def has_families(code_list: str) -> bool:
    """Whether the values of a list belong to families (KindFamily)."""
    return code_list == CodeList.EVENT_KIND and len(KindFamily) > 1
