"""The platform of a data file, and the time zone that comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.domain.record import fields_of
from capadesk.domain.records import Platform

if TYPE_CHECKING:
    from capadesk.services.ports import Store


def platform_of(store: Store) -> Platform | None:
    """The platform of this file; None if nobody has named it.

    Every desk has made a record of its own: those that merges bring stand beside this one, and do not
    take its place.
    """
    return store.longest_here(Platform)


def zone_of(store: Store) -> str:
    """The platform's time zone (IANA), "" without a platform: the zone that need not be named."""
    platform = platform_of(store)
    return platform.time_zone if platform is not None else ""


def zone_to_assume(store: Store) -> str:
    """The platform's time zone, else the one that a platform begins with: what times without one are in."""
    default: str = fields_of(Platform)["time_zone"].default
    return zone_of(store) or default
