"""Backups as their user sees them: what going back to one would change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from capadesk.services.ports import Frontier, HistoryEntry, LoggedSet, ProgressCallback, Store

SHOWN_AT_MOST = 500
"""How many changes of each side a preview lists; the rest is counted."""

BackupOpener = Callable[[Path], AbstractContextManager[Store]]
"""Opens a backup for reading only; one of an earlier version as a copy that is brought up to date."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The ChangeSets that only one of two states holds: the newest ones listed, newest first, all counted.

    `created`, `changed` and `deleted` count records by kind; a record counts once, by what became of it.
    """

    entries: tuple[HistoryEntry, ...] = ()
    count: int = 0
    created: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    deleted: Mapping[str, int] = field(default_factory=dict)
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What putting a backup in the file's place would change.

    `lost` is what only the file holds, `gained` what only the backup holds; `is_related` is False for a
    backup of another file, which has no change in common with this one.
    """

    backup: Path
    lost: Difference
    gained: Difference
    is_related: bool

    @property
    def is_same(self) -> bool:
        """Whether both hold the same changes."""
        return not self.lost.count and not self.gained.count


class BackupService:
    """Compares the open data file with its backups."""

    def __init__(self, store: Store, open_backup: BackupOpener) -> None:
        self._store = store
        self._open_backup = open_backup

    def preview(self, backup: Path, progress: ProgressCallback | None = None) -> RestorePreview:
        """What going back to a backup would change; nothing is written.

        UserError `file_missing`, `not_a_capadesk_file`, `newer_schema`; EnvironmentFailure
        `database_damaged`; Cancelled.
        """
        with self._open_backup(backup) as other:
            here, there = self._store.frontier(), other.frontier()
            lost = _difference(self._store, there, progress)
            gained = _difference(other, here, progress)
        is_related = not here or not there or bool(here.keys() & there.keys())
        return RestorePreview(backup, lost, gained, is_related)


def _difference(store: Store, seen: Frontier, progress: ProgressCallback | None) -> Difference:
    """What a store has beyond what another has seen."""
    outgoing = store.outgoing()
    total = outgoing.count(seen)
    fates: dict[tuple[str, UUID], str] = {}
    created_in_bulk: Counter[str] = Counter()
    changed_in_bulk: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    stamps = []
    for done, entry in enumerate(outgoing.change_sets(seen)):
        if progress is not None:
            progress(done, total)
        stamps.append(entry.stamp)
        authors[entry.author] += 1
        _note(entry, fates, created_in_bulk, changed_in_bulk)
    counted: dict[str, Counter[str]] = {"created": created_in_bulk, "changed": changed_in_bulk}
    for (kind, _id), fate in fates.items():
        counted.setdefault(fate, Counter())[kind] += 1
    entries = (store.history_entry(stamp) for stamp in reversed(stamps[-SHOWN_AT_MOST:]))
    return Difference(
        tuple(entry for entry in entries if entry is not None),
        len(stamps),
        dict(+counted["created"]),
        dict(+counted["changed"]),
        dict(counted.get("deleted", {})),
        tuple(name for name, _count in authors.most_common()),
    )


def _note(
    entry: LoggedSet,
    fates: dict[tuple[str, UUID], str],
    created_in_bulk: Counter[str],
    changed_in_bulk: Counter[str],
) -> None:
    for change in entry.changes:
        payload = json.loads(change.payload)
        key = change.kind, change.record_id
        deleted = payload["f"].get("deleted")
        if payload.get("c"):
            fates[key] = "created"
        elif deleted is not None and deleted[1]:
            if fates.get(key) == "created":
                fates[key] = "nothing"  # made and thrown away again since
            else:
                fates[key] = "deleted"
        elif fates.get(key) in (None, "deleted"):
            fates[key] = "changed"
    for block in entry.blocks:
        counts = created_in_bulk if block.operation == "create" else changed_in_bulk
        counts[block.kind] += len(block.body["ids"])
