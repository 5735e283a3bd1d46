"""The records of the field."""

from capadesk.domain.records.action import Action
from capadesk.domain.records.affiliation import Affiliation
from capadesk.domain.records.city import City
from capadesk.domain.records.code_item import CodeItem
from capadesk.domain.records.decision import Decision
from capadesk.domain.records.event import Event
from capadesk.domain.records.head_count import HeadCount
from capadesk.domain.records.interaction import Interaction
from capadesk.domain.records.organisation import Organisation
from capadesk.domain.records.pair import Pair, PairVerdict
from capadesk.domain.records.participation import Participation
from capadesk.domain.records.person import Person
from capadesk.domain.records.platform import Platform
from capadesk.domain.records.project import Project
from capadesk.domain.records.series import Series
from capadesk.domain.records.tag import Tag, Tagging

__all__ = [
    "Action",
    "Affiliation",
    "City",
    "CodeItem",
    "Decision",
    "Event",
    "HeadCount",
    "Interaction",
    "Organisation",
    "Pair",
    "PairVerdict",
    "Participation",
    "Person",
    "Platform",
    "Project",
    "Series",
    "Tag",
    "Tagging",
]
