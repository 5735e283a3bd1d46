"""A desk and a hub take each other's changes in one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.merging.names_withheld import NamesWithheld
from capadesk.services.merging.package_service import touches
from capadesk.services.ports import SourceKind
from capadesk.services.store_place import is_hub

if TYPE_CHECKING:
    from uuid import UUID

    from capadesk.services.ports import Frontier, IncomingChanges, MergeResult, ProgressCallback, Store

HubOpener = Callable[[str], AbstractContextManager["Store"]]
"""Opens the hub at an address for as long as the context lasts."""

OWN_HUB, OWN_SYNCHRONISED = "hub", "hub_synchronised"
"""The own settings of a data file that hold the hub's address, and when it was last synchronised (UTC)."""
MOST_RECORDS = 50_000
"""How many records of one way are counted by their kinds before it takes place."""
_STEPS = 1_000


class Synchronised(NamedTuple):
    """What a desk took from a hub, and the hub from the desk; None if there was nothing new for the desk."""

    hub: str
    received: MergeResult | None
    sent: MergeResult


class OneWay(NamedTuple):
    """What one side has and the other lacks.

    `records` are counted by kind, `authors` are named by how much they did. `is_whole`: there are not more
    records than were counted.
    """

    change_sets: int
    records: Mapping[str, int]
    authors: tuple[str, ...]
    is_whole: bool


class SynchronisePreview(NamedTuple):
    """What would come from a hub, and what would go to it."""

    coming: OneWay
    going: OneWay


class KnownHub(NamedTuple):
    """The hub that a data file is synchronised with, "" for none yet; when it last was (UTC)."""

    address: str
    at: datetime | None


class SynchroniseService:
    """Merges in both directions over a connection, by the mechanism of every merge."""

    def __init__(self, store: Store, open_hub: HubOpener, outgoing: Callable[[], IncomingChanges]) -> None:
        """`outgoing` is what the store sends, checked: damage is not passed on."""
        self._store = store
        self._open_hub = open_hub
        self._outgoing = outgoing

    # --- which hub --------------------------------------------------------------------------------

    def known_hub(self) -> KnownHub:
        """The hub that was named last."""
        at = self._store.own_setting(OWN_SYNCHRONISED)
        return KnownHub(self._store.own_setting(OWN_HUB), datetime.fromisoformat(at) if at else None)

    def remember(self, address: str) -> None:
        """Name the hub; UserError `read_only`."""
        if address != self._store.own_setting(OWN_HUB):
            self._store.set_own_setting(OWN_HUB, address)
            self._store.set_own_setting(OWN_SYNCHRONISED, "")

    # --- both ways --------------------------------------------------------------------------------

    def look(self, address: str, progress: ProgressCallback | None = None) -> SynchronisePreview:
        """What would come and go; nothing is merged. The errors of `synchronise`."""
        self._require_file()
        seen = self._store.frontier()
        with self._open_hub(address) as hub:
            coming = _one_way(_all_of(hub, hub.outgoing()), seen, progress)
            return SynchronisePreview(coming, _one_way(self._ours(), hub.frontier(), progress))

    def synchronise(
        self,
        address: str,
        progress: ProgressCallback | None = None,
        received: Callable[[MergeResult], None] | None = None,
    ) -> Synchronised:
        """Take the hub's changes, then let the hub take ours; each is one merge, which can be taken out.

        What was taken stays if the second half fails, and doing it again goes on from there; `received` is
        told when it is taken. The hub lists the desk as a sender even if there was nothing new. UserError
        `read_only`, `synchronise_files_only` and those of opening a hub; EnvironmentFailure
        `database_damaged`, `hub_unreachable`; Cancelled, which keeps nothing of the half that it stops.
        """
        self._require_file()
        with self._open_hub(address) as hub:
            theirs = _all_of(hub, hub.outgoing())
            taken = None
            if theirs.count(self._store.frontier()):
                taken = self._store.merge_changes(theirs, progress=_half(progress, 0))
                if received is not None:
                    received(taken)
            sent = hub.merge_changes(self._ours(), progress=_half(progress, 1))
            self.remember(hub.location)
            self._store.set_own_setting(OWN_SYNCHRONISED, datetime.now(UTC).isoformat(timespec="seconds"))
            return Synchronised(hub.location, taken, sent)

    def _require_file(self) -> None:
        if is_hub(self._store.location):
            raise UserError("synchronise_files_only", location=self._store.location)

    def _ours(self) -> IncomingChanges:
        return _all_of(self._store, self._outgoing())


def _half(progress: ProgressCallback | None, number: int) -> ProgressCallback | None:
    """The progress of the first or the second of two merges."""
    if progress is None:
        return None

    def step(done: int, total: int) -> None:
        progress(number * _STEPS + (done * _STEPS // total if total else 0), 2 * _STEPS)

    return step


def _one_way(changes: IncomingChanges, seen: Frontier, progress: ProgressCallback | None) -> OneWay:
    count = changes.count(seen)
    records: set[tuple[str, UUID]] = set()
    authors: Counter[str] = Counter()
    done = 0
    for entry in changes.change_sets(seen) if count else ():
        if progress is not None:
            progress(done, count)
        done += 1
        authors[entry.author] += 1
        records.update((kind, record_id) for kind, record_id, _is_new, _fields in touches(entry))
        if len(records) > MOST_RECORDS:
            break
    named = tuple(author for author, _count in authors.most_common() if author)
    return OneWay(count, Counter(kind for kind, _id in records), named, done == count)


def _all_of(store: Store, outgoing: IncomingChanges) -> IncomingChanges:
    """Everything that a store can send; one that got changes without names sends none either.

    EnvironmentFailure `source_damaged` if it holds a stamp that no clock has given.
    """
    if any(stamp.is_beyond_time for stamp in store.frontier().values()):
        raise EnvironmentFailure("source_damaged", file=store.location, detail="stamp")
    is_whole = all(
        entry.kind != SourceKind.WITHOUT_NAMES or entry.taken_out_at is not None for entry in store.merges()
    )
    return outgoing if is_whole else NamesWithheld(outgoing)
