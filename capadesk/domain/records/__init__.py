"""The records of the field; each is imported when it is first named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capadesk.domain.records.accepted_clash import AcceptedClash
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
    "AcceptedClash",
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

_MODULES = {
    "AcceptedClash": "accepted_clash",
    "CodeItem": "code_item",
    "HeadCount": "head_count",
    "PairVerdict": "pair",
    "Tagging": "tag",
}
"""Where the module is not called like the record."""


def __getattr__(name: str) -> Any:
    """A kind of record is imported when it is first named: the way to the window needs few of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES.get(name, name.lower())}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def import_all() -> None:
    """Import every kind, so that all of them are in the registry."""
    for name in __all__:
        __getattr__(name)
