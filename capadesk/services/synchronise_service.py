"""A desk and a hub take each other's changes in one step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.names_withheld import NamesWithheld
from capadesk.services.ports import SourceKind
from capadesk.services.store_place import is_hub

if TYPE_CHECKING:
    from capadesk.services.ports import IncomingChanges, MergeResult, ProgressCallback, Store

HubOpener = Callable[[str], AbstractContextManager["Store"]]
"""Opens the hub at an address for as long as the context lasts."""


class Synchronised(NamedTuple):
    """What a desk took from a hub, and the hub from the desk; None if there was nothing new for the desk."""

    hub: str
    received: MergeResult | None
    sent: MergeResult


class SynchroniseService:
    """Merges in both directions over a connection, by the mechanism of every merge."""

    def __init__(self, store: Store, open_hub: HubOpener, damage: Collection[str]) -> None:
        """`damage` are the codes of problems with which nothing is sent."""
        self._store = store
        self._open_hub = open_hub
        self._damage = damage

    def synchronise(self, address: str, progress: ProgressCallback | None = None) -> Synchronised:
        """Take the hub's changes, then let the hub take ours; each is one merge, which can be taken out.

        What was taken stays if the second half fails, and doing it again goes on from there. The hub lists
        the desk as a sender even if there was nothing new. UserError `read_only`, `synchronise_files_only`
        and those of opening a hub; EnvironmentFailure `database_damaged`, `hub_unreachable`.
        """
        if is_hub(self._store.location):
            raise UserError("synchronise_files_only", location=self._store.location)
        self._require_sound()
        with self._open_hub(address) as hub:
            theirs = _all_of(hub)
            received = None
            if theirs.count(self._store.frontier()):
                received = self._store.merge_changes(theirs, progress=progress)
            sent = hub.merge_changes(_all_of(self._store), progress=progress)
            return Synchronised(hub.location, received, sent)

    def _require_sound(self) -> None:
        problem = next((each for each in self._store.check() if each.code in self._damage), None)
        if problem is not None:
            detail = f"{problem.code}: {problem.detail}"
            raise EnvironmentFailure("database_damaged", file=self._store.location, detail=detail)


def _all_of(store: Store) -> IncomingChanges:
    """Everything that a store can send; one that got changes without names sends none either."""
    is_whole = all(
        entry.kind != SourceKind.WITHOUT_NAMES or entry.taken_out_at is not None for entry in store.merges()
    )
    return store.outgoing() if is_whole else NamesWithheld(store.outgoing())
