"""How the place of a store reads: the name of a data file, the database and server of a hub."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet

_HUB = re.compile(r"[\w+]+://(?:[^/@]*@)?(?P<server>[^/?]*)/(?P<database>[^?]*)")


def is_hub(location: str) -> bool:
    """Whether a location is the address of a hub."""
    return "://" in location


def short_name(location: str) -> str:
    """What a window is called by: the file's name without folders and ending, or "database · server"."""
    name = name_with_ending(location)
    stem, dot, _ending = name.rpartition(".")
    return stem if dot and stem and not is_hub(location) else name


def name_with_ending(location: str) -> str:
    """The file's name without folders, or "database · server"."""
    found = _HUB.match(location)
    if found is None:
        return re.split(r"[/\\]", location)[-1]
    return " · ".join(part for part in (found["database"], found["server"]) if part)


def everything_anew() -> ChangeSet:
    """What pages are told when nobody knows what has changed: it touches every kind and is in no log."""
    from datetime import UTC, datetime

    from capadesk.domain.change_set import ChangeSet
    from capadesk.domain.record import RECORD_TYPES
    from capadesk.domain.stamp import SHIPPED_STAMP

    now = datetime.now(UTC)
    return ChangeSet(SHIPPED_STAMP, now, "", "", created_counts=dict.fromkeys(RECORD_TYPES, 0))
