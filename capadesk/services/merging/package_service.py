"""Bringing files together: packages of changes are written, and taken in like whole data files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.errors import UserError
from capadesk.domain.records import Person
from capadesk.domain.replica_state import STATE_MARK, parse_state, state_text
from capadesk.services.merging.names_withheld import NamesWithheld
from capadesk.services.own_file import is_own_file, refuse_own_file
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import (
    Choice,
    Frontier,
    IncomingChanges,
    LoggedSet,
    MergeResult,
    ProgressCallback,
    SourceKind,
    Store,
)
from capadesk.services.ports.change_package import (
    Names,
    PackageReader,
    PackageSender,
    PackageSummary,
    PackageWriter,
)

ITEM_LIMIT = 100_000
"""How many records a merge reports one by one."""
_STATE_FILE_LIMIT = 1 << 20
_NAMES_AT_ONCE = 500
_TRIED_AT_MOST = 16 << 20
_PACKED = 8
"""Bytes of a data file that a trial takes some seconds for; what a byte of a package becomes in one."""

FileOpener = Callable[[Path, str], AbstractContextManager[IncomingChanges]]
"""Opens a whole data file to be merged, checked first; whether it is without names says its `kind`."""


class MergeOutcome(StrEnum):
    """What a merge did to one record."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESTORED = "restored"
    KEPT = "kept"
    """Deleted on one side, and kept because the other one changed or needs it."""


class MergedRecord(NamedTuple):
    """One record that a merge touched: which fields changed, and in which of them desks contradict."""

    kind: str
    record_id: UUID
    title: str
    outcome: MergeOutcome
    fields: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What merging one source did; `records` at most ITEM_LIMIT, `left_out` is how many more there were."""

    path: Path
    result: MergeResult
    sender: str
    names: Names
    records: tuple[MergedRecord, ...] = ()
    left_out: int = 0


@dataclass(slots=True)
class _Touched:
    is_new: bool = False
    is_deleted: bool = False
    fields: set[str] = field(default_factory=set)

    @property
    def outcome(self) -> MergeOutcome:
        if self.is_deleted:
            return MergeOutcome.DELETED
        return MergeOutcome.CREATED if self.is_new else MergeOutcome.UPDATED


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False


def _never_locked(_path: Path) -> bool:
    return False


class PackageService:
    """Exports changes and merges packages and data files; what reads and writes is asked for when needed."""

    def __init__(
        self,
        store: Store,
        writer: Callable[[], PackageWriter],
        reader: Callable[[], PackageReader],
        open_file: FileOpener,
        is_locked: Callable[[Path], bool] = _never_locked,
    ) -> None:
        """`is_locked` says of a data file whether its passphrase is still to be given."""
        self._store = store
        self._writer = writer
        self._reader = reader
        self._open_file = open_file
        self._is_locked = is_locked

    # --- out ------------------------------------------------------------------------------------

    def state(self) -> str:
        """What this file has seen, as a text for `since_of` on another desk."""
        return state_text(self._store.frontier())

    def since_of(self, text: str) -> Frontier:
        """What another desk has seen: its state's text, a text file that holds it, or a package it sent.

        UserError `state_unreadable`, `no_state_in_file` (file), `file_missing` for what reads like a file's
        name; UnreadableFile for a package that cannot be read.
        """
        path = Path(text)
        # A state of many desks is longer than any file's name may be, and asking for such a file is an error.
        if text.lstrip().startswith(STATE_MARK) or not _is_file(path):
            if path.suffix and not text.lstrip().startswith(STATE_MARK):
                raise UserError("file_missing", file=text)
            return parse_state(text)
        if self._reader().is_package(path):
            return self.summary_of(path).state
        with path.open("rb") as file:
            text = file.read(_STATE_FILE_LIMIT).decode("utf-8", "replace")
        try:
            return parse_state(text)
        except UserError as error:
            raise UserError("no_state_in_file", file=str(path)) from error

    def is_without_names(self) -> bool:
        """Whether changes without names were merged into this file, so that it is one without names."""
        return any(
            entry.kind == SourceKind.WITHOUT_NAMES and entry.taken_out_at is None
            for entry in self._store.merges()
        )

    def export(
        self,
        path: Path,
        *,
        since: Frontier | None = None,
        without_names: bool = False,
        passphrase: str = "",
        progress: ProgressCallback | None = None,
    ) -> PackageSummary:
        """Write what `since` does not cover; from a file without names always without names.

        Raises what the writer raises.
        """
        refuse_own_file(self._store, path)
        without_names = without_names or self.is_without_names()
        platform = platform_of(self._store)
        sender = PackageSender(
            "" if without_names else self._store.author,
            platform.name if platform else "",
            platform.country if platform else "",
        )
        with self._store.reports.snapshot():
            outgoing: IncomingChanges = self._store.outgoing()
            return self._writer().write(
                path,
                NamesWithheld(outgoing) if without_names else outgoing,
                sender,
                since=since,
                names=Names.WITHHELD if without_names else Names.INCLUDED,
                passphrase=passphrase,
                progress=progress,
            )

    # --- in -------------------------------------------------------------------------------------

    def is_package(self, path: Path) -> bool:
        """Whether the file begins like a package."""
        return self._reader().is_package(path)

    def takes_long(self, paths: Iterable[Path]) -> bool:
        """Whether trying these files may hold up others for more than a few seconds."""
        weight = 0
        for path in paths:
            if path.is_file():
                weight += path.stat().st_size * (_PACKED if self.is_package(path) else 1)
        return weight > _TRIED_AT_MOST

    def needs_passphrase(self, path: Path) -> bool:
        """Whether the file is an encrypted package, or a data file whose passphrase was not given yet."""
        if is_own_file(self._store, path):
            return False
        return self._reader().is_encrypted(path) or self._is_locked(path)

    def summary_of(self, path: Path, passphrase: str = "") -> PackageSummary:
        """What a package says of itself, checked; UnreadableFile."""
        package = self._reader().open(path, passphrase)
        try:
            return package.summary
        finally:
            package.close()

    def merge(
        self,
        path: Path,
        passphrase: str = "",
        progress: ProgressCallback | None = None,
        *,
        with_records: bool = True,
    ) -> MergeReport:
        """Check a package or a whole data file, then take what is new in it, all or nothing.

        UnreadableFile for a package that is damaged; UserError `file_missing`, `without_names_refused`
        where it says less than this file knows, and what opening a data file raises; EnvironmentFailure.
        """

        def take(incoming: IncomingChanges, progress: ProgressCallback | None) -> MergeResult:
            return self._store.merge_changes(incoming, progress=progress)

        return self._merged(take, path, passphrase, progress, with_records=with_records)

    @contextmanager
    def trial(self) -> Iterator[Callable[[Path, str, ProgressCallback | None], MergeReport]]:
        """`merge` as a trial: each file is merged after those before it, and in the end nothing is kept.

        Meanwhile nobody else writes, so that what `takes_long` is better tried on a copy. UserError
        `read_only`; EnvironmentFailure.
        """
        with self._store.trial() as trial:

            def take(incoming: IncomingChanges, progress: ProgressCallback | None) -> MergeResult:
                return trial.merge(incoming, progress).result

            yield partial(self._merged, take, with_records=True)

    def _merged(
        self,
        take: Callable[[IncomingChanges, ProgressCallback | None], MergeResult],
        path: Path,
        passphrase: str,
        progress: ProgressCallback | None,
        *,
        with_records: bool,
    ) -> MergeReport:
        with self.opened(path, passphrase) as incoming:
            before = dict(self._store.frontier())
            rivals = self._rivals() if with_records else {}
            result = take(incoming, progress)
            records, left_out = self._records(before, rivals) if with_records else ((), 0)
            names = Names.WITHHELD if incoming.kind is SourceKind.WITHOUT_NAMES else Names.INCLUDED
            return MergeReport(path, result, incoming.name, names, records, left_out)

    @contextmanager
    def opened(self, path: Path, passphrase: str = "") -> Iterator[IncomingChanges]:
        """A package or a whole data file, checked, as this file may take it. Raises what `merge` raises."""
        if not path.is_file():
            raise UserError("not_a_file" if path.exists() else "file_missing", file=str(path))
        refuse_own_file(self._store, path)
        if not self.is_package(path):
            with self._open_file(path, passphrase) as source:
                yield self._fitting(source, path)
            return
        package = self._reader().open(path, passphrase)
        try:
            yield self._fitting(package, path)
        finally:
            package.close()

    def _fitting(self, source: IncomingChanges, path: Path) -> IncomingChanges:
        """The source as this file may take it: a file without names takes no names in."""
        if self.is_without_names():
            return source if source.kind is SourceKind.WITHOUT_NAMES else NamesWithheld(source)
        if source.kind is SourceKind.WITHOUT_NAMES and not self._may_become_one_without_names():
            raise UserError("without_names_refused", file=str(path))
        return source

    def _may_become_one_without_names(self) -> bool:
        """Whether nothing came here from others yet, and nobody is named."""
        replicas = set(self._store.frontier())
        return replicas <= {self._store.outgoing().replica} and not self._store.select(Person)

    # --- record by record -----------------------------------------------------------------------

    def _rivals(self) -> Mapping[tuple[str, UUID], frozenset[str]]:
        found: dict[tuple[str, UUID], set[str]] = {}
        for rival in self._store.rivals():
            found.setdefault((rival.kind, rival.record_id), set()).add(rival.field)
        return {key: frozenset(fields) for key, fields in found.items()}

    def _records(
        self, before: Frontier, rivals: Mapping[tuple[str, UUID], frozenset[str]]
    ) -> tuple[tuple[MergedRecord, ...], int]:
        """What the ChangeSets that came after `before` touched, in the order of kinds and ids."""
        touched: dict[tuple[str, UUID], _Touched] = {}
        left_out = 0
        for entry in self._store.outgoing().change_sets(before):
            for kind, record_id, is_new, fields in touches(entry):
                key = (kind, record_id)
                if key not in touched and len(touched) >= ITEM_LIMIT:
                    left_out += 1
                    continue
                known = touched.setdefault(key, _Touched())
                known.is_new |= is_new
                known.fields |= fields.keys()
                if "deleted" in fields:
                    known.is_deleted = bool(fields["deleted"])
        present = self._rivals()
        kinds: dict[str, list[UUID]] = {}
        for kind, record_id in touched:
            kinds.setdefault(kind, []).append(record_id)
        found: list[MergedRecord] = []
        for kind in sorted(kinds):
            names = self._titles_of(kind, kinds[kind])
            for record_id in sorted(kinds[kind]):
                known = touched[kind, record_id]
                new_rivals = present.get((kind, record_id), frozenset()) - rivals.get(
                    (kind, record_id), frozenset()
                )
                title = names.get(record_id, "")
                changed = () if known.is_new else tuple(sorted(known.fields))
                conflicts = tuple(sorted(new_rivals))
                found.append(MergedRecord(kind, record_id, title, known.outcome, changed, conflicts))
        return tuple(found), left_out

    def _titles_of(self, kind: str, ids: list[UUID]) -> dict[UUID, str]:
        return {
            record_id: " · ".join(part for part in (choice.name, choice.detail) if part)
            for record_id, choice in names_of(self._store, kind, ids)
        }


def names_of(store: Store, kind: str, ids: Sequence[UUID]) -> Iterator[tuple[UUID, Choice]]:
    """How records read, by their ids."""
    for start in range(0, len(ids), _NAMES_AT_ONCE):
        yield from store.record_names(kind, ids[start : start + _NAMES_AT_ONCE]).items()


def touches(entry: LoggedSet) -> Iterator[tuple[str, UUID, bool, Mapping[str, object]]]:
    """(kind, id, whether it is made, field -> value) of each record in a ChangeSet."""
    for change in entry.changes:
        payload = json.loads(change.payload)
        fields = {name: values[1] for name, values in payload["f"].items()}
        yield change.kind, change.record_id, bool(payload.get("c")), fields
    for block in entry.blocks:
        body = block.body
        is_new = block.operation == "create"
        changed = {} if is_new else {body["field"]: body["after"]}
        for text in body["ids"]:
            yield block.kind, UUID(text), is_new, changed
