"""Bringing files together with a look before: what would happen, the merge itself, and contradictions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet
from capadesk.domain.errors import Cancelled, CapaDeskError, UserError
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.services.merging.brief_trial import HELD_AT_MOST_S, HeldTooLong, giving_way
from capadesk.services.merging.merge_preview import (
    FieldKey,
    FilePreview,
    FileToMerge,
    MergePreview,
    RecordKey,
    RecordPreview,
    TouchedRecord,
    record_preview,
)
from capadesk.services.merging.merge_report import RecordWords, merge_report
from capadesk.services.merging.package_service import (
    MergeReport,
    PackageService,
    names_of,
    touches,
)
from capadesk.services.own_file import refuse_own_file
from capadesk.services.ports import (
    Choice,
    Contradiction,
    Frontier,
    MergeTrial,
    ProgressCallback,
    ReportWriter,
    SourceKind,
    Store,
    TriedMerge,
)
from capadesk.services.reporting.report_service import ReportService
from capadesk.services.words import N_

MOST_RECORDS = 100_000
"""How many records of one file are shown one by one."""
SETTLED = N_("Settled contradictions: {count}")
MERGED_ONE = N_("Merged “{name}”")
MERGED_MANY = N_("Merged files: {count}")
_STEPS = 1_000
_FIRST_KINDS = ("event", "person", "organisation", "action", "decision", "interaction", "series", "project")
"""What people look for comes before what links it."""


class Settlement(NamedTuple):
    """The value that is to stand in a field whose values contradict."""

    kind: str
    record_id: UUID
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class MergeDone:
    """What bringing files together did: a report of each, those that were refused, and what was settled.

    `changes` says what was touched, for windows; it is in no log. `chosen` are the values that were settled
    on, by their fields. `is_cancelled`: stopped after some files.
    """

    reports: tuple[MergeReport, ...]
    refused: tuple[tuple[Path, CapaDeskError], ...]
    changes: ChangeSet
    settled: ChangeSet | None = None
    chosen: Mapping[FieldKey, Any] = field(default_factory=dict)
    is_cancelled: bool = False


class MergeService:
    """Previews, merges and settles, over the packages of one store."""

    def __init__(
        self,
        store: Store,
        packages: PackageService,
        reports: ReportService,
        writer_for: Callable[[Path], ReportWriter],
        on_copy: Callable[[ProgressCallback | None], AbstractContextManager[MergeService]] | None = None,
        held_at_most_s: float = HELD_AT_MOST_S,
    ) -> None:
        """`writer_for` gives the writer for the ending of a file; UserError `format_unknown`.

        `on_copy` gives the same on a copy of the data, for previews that take longer than `held_at_most_s`.
        """
        self._store = store
        self._packages = packages
        self._reports = reports
        self._writer_for = writer_for
        self._on_copy = on_copy
        self._held_at_most_s = held_at_most_s

    # --- before -----------------------------------------------------------------------------------

    def preview(self, files: Sequence[FileToMerge], progress: ProgressCallback | None = None) -> MergePreview:
        """What merging the files in this order would do; nothing is written.

        A file that cannot be merged says why in its `error`. Nobody else can write meanwhile, so what takes
        more than a few seconds is tried on a copy. UserError `read_only`; EnvironmentFailure; Cancelled.
        """
        if self._on_copy is None:
            return self.previewed_here(files, progress)
        if not self._packages.takes_long(each.path for each in files):
            with suppress(HeldTooLong):
                return self.previewed_here(files, progress, held_at_most_s=self._held_at_most_s)
        mark = self._store.latest_change()
        with self._on_copy(progress) as copied:
            preview = copied.previewed_here(files, progress)
        # What is no copy's own file may be this one's.
        return replace(preview, files=tuple(map(self._unless_own, preview.files)), mark=mark)

    def _unless_own(self, looked: FilePreview) -> FilePreview:
        try:
            refuse_own_file(self._store, looked.file.path)
        except CapaDeskError as error:
            return FilePreview(looked.file, error=error, size=looked.size, modified_ns=looked.modified_ns)
        return looked

    def previewed_here(
        self,
        files: Sequence[FileToMerge],
        progress: ProgressCallback | None = None,
        *,
        held_at_most_s: float | None = None,
    ) -> MergePreview:
        """`preview` on this very data; HeldTooLong if it holds up others for more than `held_at_most_s`."""
        looked: list[FilePreview] = []
        names: dict[RecordKey, Choice] = {}
        with self._store.trial() as trial:
            if held_at_most_s is not None:
                progress = giving_way(held_at_most_s)(progress)
            mark = self._store.latest_change()
            for number, file in enumerate(files):
                step = _part(progress, number, len(files))
                looked.append(self._looked_at(trial, file, names, step))
        contradictions = {
            _key(found): found
            for file in looked
            for record in file.records
            for found in record.contradictions
        }
        return MergePreview(tuple(looked), names, mark, contradictions)

    def _looked_at(
        self,
        trial: MergeTrial,
        file: FileToMerge,
        names: dict[RecordKey, Choice],
        progress: ProgressCallback | None,
    ) -> FilePreview:
        size, modified = _fingerprint(file.path)
        try:
            if not file.passphrase and file.path.is_file() and self._packages.needs_passphrase(file.path):
                return FilePreview(file, needs_passphrase=True, size=size, modified_ns=modified)
            with self._packages.opened(file.path, file.passphrase) as incoming:
                seen = dict(self._store.frontier())
                is_without_names = incoming.kind is SourceKind.WITHOUT_NAMES
                ends_names = is_without_names and not self._packages.is_without_names()
                known = {_key(each): each for each in self._store.contradictions()}
                tried = trial.merge(incoming, progress)
                records, left_out = self._records(trial, tried, seen, known, names, progress)
                return FilePreview(
                    file,
                    incoming.name,
                    tried.result,
                    records,
                    left_out,
                    Counter(record.outcome for record in records),
                    sum(1 for record in records for _found in record.contradictions),
                    size=size,
                    modified_ns=modified,
                    is_without_names=is_without_names,
                    ends_names=ends_names,
                )
        except Cancelled:
            raise
        except CapaDeskError as error:
            asks_again = "passphrase_wrong" in (error.data.get("reason"), error.code.removeprefix("file_"))
            return FilePreview(
                file, error=error, needs_passphrase=asks_again, size=size, modified_ns=modified
            )

    def _records(
        self,
        trial: MergeTrial,
        tried: TriedMerge,
        seen: Frontier,
        known: Mapping[FieldKey, Contradiction],
        names: dict[RecordKey, Choice],
        progress: ProgressCallback | None,
    ) -> tuple[tuple[RecordPreview, ...], int]:
        """The records that the merge has touched: contradictory ones first, then by kind and name."""
        touched, left_out = self._touched(seen, tried)
        found = defaultdict(list)
        for each in self._store.contradictions():
            if known.get(_key(each)) != each:
                found[each.kind, each.record_id].append(each)
        kinds: dict[str, list[UUID]] = defaultdict(list)
        for kind, record_id in touched:
            if kind in RECORD_TYPES:
                kinds[kind].append(record_id)
        previews: list[RecordPreview] = []
        for kind, ids in kinds.items():
            if progress is not None:
                progress(1, 1)  # all is merged; this may still be cancelled
            for record_id, choice in names_of(self._store, kind, ids):
                names[kind, record_id] = choice
            states = trial.states(kind, ids)
            for record_id in ids:
                key = (kind, record_id)
                state = states.get(record_id)
                if state is None:
                    continue
                preview = record_preview(key, touched[key], state, tried, found.get(key, ()))
                if preview is not None:
                    previews.append(preview)
        order = {kind: number for number, kind in enumerate((*_FIRST_KINDS, *RECORD_TYPES))}
        order |= {kind: number for number, kind in enumerate(_FIRST_KINDS)}

        def place(preview: RecordPreview) -> tuple[bool, int, str]:
            choice = names.get((preview.kind, preview.record_id))
            return not preview.is_contradictory, order[preview.kind], choice.name.casefold() if choice else ""

        return tuple(sorted(previews, key=place)), left_out

    def _touched(self, seen: Frontier, tried: TriedMerge) -> tuple[dict[RecordKey, TouchedRecord], int]:
        """What came after `seen`, record by record; how many records more than MOST_RECORDS there are."""
        touched: dict[RecordKey, TouchedRecord] = {}
        more: set[RecordKey] = set()
        for entry in self._store.outgoing().change_sets(seen):
            for kind, record_id, is_new, fields in touches(entry):
                key = (kind, record_id)
                known = touched.get(key)
                if known is None:
                    if len(touched) >= MOST_RECORDS:
                        more.add(key)
                        continue
                    known = touched[key] = TouchedRecord(entry.author, entry.time)
                known.author, known.time = entry.author, entry.time
                known.is_new |= is_new and key not in tried.before
                if DELETED_FIELD in fields:
                    known.was_deleted = bool(fields[DELETED_FIELD])
        for key in tried.kept:
            if key not in touched:
                touched[key] = TouchedRecord("", datetime.fromtimestamp(0, UTC))
        return touched, len(more)

    # --- the merge --------------------------------------------------------------------------------

    def merge(
        self,
        preview: MergePreview,
        settlements: Sequence[Settlement] = (),
        progress: ProgressCallback | None = None,
    ) -> MergeDone:
        """Merge the files that could be read, each whole or not at all, then settle as chosen.

        UserError `preview_outdated` if the data or one of the files changed since they were looked at.
        """
        ready = preview.ready
        is_same = all(_fingerprint(each.file.path) == (each.size, each.modified_ns) for each in ready)
        if not is_same or self._store.latest_change() != preview.mark:
            raise UserError("preview_outdated")
        reports: list[MergeReport] = []
        refused: list[tuple[Path, CapaDeskError]] = []
        is_cancelled = False
        for number, each in enumerate(ready):
            step = _part(progress, number, len(ready))
            try:
                merged = self._packages.merge(each.file.path, each.file.passphrase, step, with_records=False)
            except Cancelled:
                if not reports:
                    raise
                is_cancelled = True
                break
            except CapaDeskError as error:
                refused.append((each.file.path, error))
            else:
                reports.append(merged)
        is_settled = bool(settlements and reports and not is_cancelled)
        settled = self.settle(settlements) if is_settled else None
        chosen = {(each.kind, each.record_id, each.field): each.value for each in settlements}
        return MergeDone(
            tuple(reports),
            tuple(refused),
            _changes(ready, reports),
            settled or None,
            chosen if is_settled else {},
            is_cancelled,
        )

    def save_report(
        self,
        path: Path,
        preview: MergePreview,
        done: MergeDone,
        words: RecordWords,
        progress: ProgressCallback | None = None,
    ) -> None:
        """Write what was merged and how it was settled; ".csv" holds the first table.

        UserError `format_unknown`, `same_file`; EnvironmentFailure.
        """
        writer = self._writer_for(path)
        refuse_own_file(self._store, path)
        report = merge_report(preview, done.reports, done.chosen, words, self._reports.provenance())
        writer.write(report, path, progress)

    # --- contradictions ---------------------------------------------------------------------------

    def contradictions(self) -> list[Contradiction]:
        """Those that are not settled, the newest first."""
        return sorted(self._store.contradictions(), key=_newest, reverse=True)

    def settle(
        self, settlements: Iterable[Settlement], progress: ProgressCallback | None = None
    ) -> ChangeSet:
        """Write the chosen values, as one change; contradictions of records that are gone are left.

        Undone, the values are as before, and what lost is in the history.
        """
        wanted = list(settlements)
        count = 0
        with self._store.unit_of_work() as work:
            for number, each in enumerate(wanted):
                if progress is not None:
                    progress(number, len(wanted))
                record_type = RECORD_TYPES[each.kind]
                if each.field != DELETED_FIELD and work.find(record_type, each.record_id) is None:
                    continue
                work.settle(record_type, each.record_id, each.field, each.value)
                count += 1
            return work.commit(SETTLED, count=count)


def _changes(ready: Sequence[FilePreview], reports: Sequence[MergeReport]) -> ChangeSet:
    """What the merges touched, as windows hear of it."""
    done = {report.path for report in reports}
    kinds: dict[str, int] = defaultdict(int)
    for each in ready:
        if each.file.path in done:
            for record in each.records:
                kinds[record.kind] += 1
    label, data = MERGED_MANY, dict[str, Any](count=len(reports))
    if len(reports) == 1:
        label, data = MERGED_ONE, {"name": reports[0].sender or reports[0].path.name}
    return ChangeSet(
        SHIPPED_STAMP,
        datetime.now(UTC),
        "",
        label,
        data,
        ChangeRole.WORK,
        created_counts=dict(kinds),
    )


def _key(found: Contradiction) -> FieldKey:
    return found.kind, found.record_id, found.field


def _newest(found: Contradiction) -> bytes:
    return max(version.stamp.to_bytes() for version in (found.holds, *found.others))


def _fingerprint(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change of a file; 0 and 0 if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _part(progress: ProgressCallback | None, number: int, count: int) -> ProgressCallback | None:
    """The progress of one of several files."""
    if progress is None:
        return None

    def step(done: int, total: int) -> None:
        progress(number * _STEPS + (done * _STEPS // total if total else 0), count * _STEPS)

    return step
