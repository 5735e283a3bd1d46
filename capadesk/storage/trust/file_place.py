"""The folder of a data file: who else writes into it, and what lies beside the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from capadesk.services.ports import Frontier
from capadesk.services.ports.file_place import PlaceKind, RiskyPlace
from capadesk.storage.trust.conflicted_copies import conflicted_copies_of
from capadesk.storage.trust.network_share import remote_kind_of
from capadesk.storage.trust.synchronised_folder import synchroniser_of


class DataFilePlace:
    """Implements ports.FilePlace."""

    def __init__(self, location: Path, seen: Callable[[], Frontier]) -> None:
        self._location = location
        self._seen = seen

    def risk(self) -> RiskyPlace | None:
        """See ports.FilePlace."""
        return risk_of(self._location)

    def conflicted_copies(self) -> tuple[Path, ...]:
        """See ports.FilePlace."""
        is_synchronised = synchroniser_of(self._location.parent) is not None
        return conflicted_copies_of(self._location, self._seen(), is_synchronised=is_synchronised)


def risk_of(location: Path) -> RiskyPlace | None:
    """Why a data file should not lie where it does; None if nothing is known against it."""
    folder = location.absolute().parent
    owned = synchroniser_of(folder)
    if owned is not None:
        return RiskyPlace(PlaceKind.SYNCHRONISED, *owned)
    kind = remote_kind_of(folder)
    return RiskyPlace(PlaceKind.NETWORK, kind, folder) if kind else None
