"""Codes that rules depend on. The editable lists with their labels are resources/code_lists.json."""

from __future__ import annotations

from enum import StrEnum


class CodeList(StrEnum):
    """The names of the editable code lists."""

    EVENT_KIND = "event_kind"
    EVENT_STATUS = "event_status"
    EVENT_MODE = "event_mode"
    PROJECT_ROLE = "project_role"
    PARTICIPATION_ROLE = "participation_role"
    PARTICIPATION_STATUS = "participation_status"
    PRESENCE = "presence"
    HEAD_COUNT_GROUP = "head_count_group"
    HELIX = "helix"
    GOVERNANCE_LEVEL = "governance_level"
    ORGANISATION_FLAG = "organisation_flag"
    CITY_STATUS = "city_status"
    ATTITUDE = "attitude"
    DECISION_STATUS = "decision_status"
    ACTION_STATUS = "action_status"
    ACTION_PRIORITY = "action_priority"
    INTERACTION_CHANNEL = "interaction_channel"
    LAWFUL_BASIS = "lawful_basis"
    TAG_GROUP = "tag_group"
    MINUTES_STATUS = "minutes_status"
    VISIBILITY = "visibility"
    COUNTRY = "country"
    LANGUAGE = "language"


class KindFamily(StrEnum):
    """The family of an event kind: which area shows it."""

    EVENT = "event"
    MEETING = "meeting"


class EventStatus(StrEnum):
    """The life of an event."""

    IDEA = "idea"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class EventMode(StrEnum):
    """How people come together; hybrid has a venue and a link at once."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class ParticipationRole(StrEnum):
    """What somebody is at an event."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co_organiser"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    CHAIR = "chair"
    MINUTE_TAKER = "minute_taker"
    PARTICIPANT = "participant"


class ParticipationStatus(StrEnum):
    """How far an invitation came."""

    INVITED = "invited"
    REGISTERED = "registered"
    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"


class Presence(StrEnum):
    """Where somebody took part."""

    ON_SITE = "on_site"
    REMOTE = "remote"


class HeadCountGroup(StrEnum):
    """Groups of people counted without names; `all` when nothing more is known."""

    WOMEN = "women"
    MEN = "men"
    NON_BINARY = "non_binary"
    NOT_STATED = "not_stated"


class Helix(StrEnum):
    """The helix of an organisation."""

    GOVERNMENT = "government"
    ACADEMIA = "academia"
    BUSINESS = "business"
    CIVIL_SOCIETY = "civil_society"
    ENVIRONMENT = "environment"
    MEDIA = "media"
    INDIVIDUAL = "individual"


class GovernanceLevel(StrEnum):
    """The level on which an organisation acts."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"
    EU = "eu"
    INTERNATIONAL = "international"


class OrganisationFlag(StrEnum):
    """What else an organisation is."""

    START_UP = "start_up"
    FINANCIER = "financier"
    USER_GROUP = "user_group"
    MEDIA = "media"
    MINISTRY = "ministry"


class CityStatus(StrEnum):
    """What a city is to the EU Mission."""

    MISSION = "mission"
    MIRROR = "mirror"
    CANDIDATE = "candidate"
    OTHER = "other"


class DecisionStatus(StrEnum):
    """How far a decision came."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    CARRIED_OUT = "carried_out"
    REVOKED = "revoked"


class ActionStatus(StrEnum):
    """How far an action came; overdue is computed, never stored."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


class ActionPriority(StrEnum):
    """How urgent an action is."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Visibility(StrEnum):
    """Whether an event may leave the desk in calendars."""

    PUBLIC = "public"
    INTERNAL = "internal"


OPEN_ACTION_STATUSES = frozenset({ActionStatus.OPEN, ActionStatus.IN_PROGRESS})
ORGANISER_ROLES = frozenset({ParticipationRole.ORGANISER, ParticipationRole.CO_ORGANISER})
