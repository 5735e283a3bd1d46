"""The profile of the national platform: one record of a data file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.domain.identity import new_id
from capadesk.domain.records import Platform
from capadesk.services.own_platform import platform_of
from capadesk.services.words import N_

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.ports import Store


class PlatformService:
    """Reads and saves the platform; each save is one ChangeSet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def platform(self) -> Platform | None:
        """The platform of this file; None if nobody has named it."""
        return platform_of(self._store)

    def new(self, language: str) -> Platform:
        """A profile to fill in."""
        return Platform(id=new_id(), name="", language=language)

    def save(self, platform: Platform) -> ChangeSet | None:
        """Store the profile; None if it is as it was. InvalidRecord; UserError `read_only`."""
        stored = self.platform()
        if stored == platform:
            return None
        label = N_("Changed “{name}”") if stored is not None else N_("Added “{name}”")
        with self._store.unit_of_work() as work:
            work.save(platform)
            return work.commit(label, name=platform.name)
