"""Importing files: read, match with what is there, plan, and apply as one change that can be undone whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import CodeList
from capadesk.domain.errors import UnreadableFile, UserError
from capadesk.domain.record import Record
from capadesk.domain.records import Action, CodeItem
from capadesk.domain.when import load_zone
from capadesk.services.action_planning import ActionPlanning
from capadesk.services.code_words import CodeWords
from capadesk.services.importing.event_planning import EventPlanning
from capadesk.services.importing.import_plan import (
    IMPORT_LABEL,
    ImportPlan,
    ImportReport,
    Outcome,
    PlanItem,
    RecordWork,
    shown,
)
from capadesk.services.importing.incoming_event import IncomingEvent, IncomingEvents
from capadesk.services.own_file import refuse_own_file
from capadesk.services.ports import (
    CalendarImportReader,
    Clock,
    ColumnMapping,
    Draft,
    ImportReader,
    Notice,
    ProgressCallback,
    ReadItem,
    SourceMark,
    Store,
    TableImportReader,
    TablePreview,
    Unchanged,
    UnitOfWork,
    Unreadable,
)

BULK = 200
"""From this many new records of a kind on they are written in blocks."""

_TEMPLATE_CHOICES = {
    "kind": CodeList.EVENT_KIND,
    "status": CodeList.EVENT_STATUS,
    "mode": CodeList.EVENT_MODE,
    "project_role": CodeList.PROJECT_ROLE,
}


class ImportService:
    """Plans and applies imports; the same file again changes nothing."""

    def __init__(self, store: Store, readers: Sequence[ImportReader], clock: Clock) -> None:
        self._store = store
        self._readers = readers
        self._clock = clock
        self._marks: dict[str, list[SourceMark]] | None = None

    # --- importing ------------------------------------------------------------------------------

    def plan(
        self,
        paths: Sequence[Path],
        progress: ProgressCallback | None = None,
        mappings: Mapping[Path, ColumnMapping] | None = None,
        time_zone: str = "",
    ) -> ImportPlan:
        """A dry run over the files; changes nothing. What cannot be read is an item, never an exception.

        `mappings` are for tables; `time_zone` (IANA) is that of times in calendars which name none, "" for
        the desk's own; `progress` may raise Cancelled. A file that fails as a whole leaves the others as they
        are. UserError `zone_unknown`.
        """
        if time_zone:
            load_zone(time_zone)
        mark = self._store.latest_change()
        words = CodeWords(self._store.select(CodeItem))
        self._marks = None
        files = [self._read(path, (mappings or {}).get(path), words, progress, time_zone) for path in paths]
        self._marks = None
        planning = EventPlanning(self._store, self._clock.today())
        actions = ActionPlanning(self._store)
        total = sum(len(file.events) for file in files)
        step = _Steps(progress, total)
        items: list[PlanItem] = []
        for file in files:
            items.extend(file.unreadable)
            items.extend(planning.plan_file(file.events, step.advance))
            if file.actions:
                items.extend(actions.plan_file(file.name, file.actions, planning.made_uids()))
            items.extend(file.unchanged)
        notices = [notice for file in files for notice in file.notices]
        notices.extend(Notice("", "", code, data) for code, data in planning.notices)
        work = planning.work.with_more(actions.work)
        return ImportPlan(tuple(file.name for file in files), tuple(items), tuple(notices), work, mark)

    def apply(self, plan: ImportPlan, progress: ProgressCallback | None = None) -> ImportReport:
        """Do what the plan says, all of it or nothing, as one ChangeSet.

        UserError `import_plan_outdated` if the desk has changed since the plan was made; Cancelled.
        """
        if not len(plan.work):
            return ImportReport.of(plan, None)
        with self._store.unit_of_work() as work:
            if self._store.latest_change() != plan.mark:
                raise UserError("import_plan_outdated")
            _write(work, plan.work, _Steps(progress, len(plan.work)))
            counts = plan.counts
            done = counts[Outcome.CREATE] + counts[Outcome.UPDATE] + counts[Outcome.CONFLICT]
            names = ", ".join(Path(name).name for name in plan.files)
            changes: ChangeSet = work.commit(IMPORT_LABEL, file=names[:200], count=done)
        return ImportReport.of(plan, changes)

    # --- tables ---------------------------------------------------------------------------------

    def table_fields(self) -> Sequence[tuple[str, str]]:
        """(field, its heading in the user's language) of everything that a column can be."""
        return self._table_reader().fields()

    def preview_table(self, path: Path, sheet: str = "") -> TablePreview:
        """A sheet's headings and first rows with the mapping guessed for it; UnreadableFile."""
        reader = self._reader_of(path)
        if not isinstance(reader, TableImportReader):
            raise UnreadableFile(str(path), "not_a_table")
        return reader.preview(path, sheet)

    def write_template(self, path: Path) -> None:
        """Write a workbook to fill in, with the words of this desk to choose from."""
        words = CodeWords(self._store.select(CodeItem))
        choices = {field: words.labels(code_list) for field, code_list in _TEMPLATE_CHOICES.items()}
        self._table_reader().write_template(path, choices)

    def save_mapping(self, mapping: ColumnMapping, path: Path) -> None:
        """Keep a mapping in a .json file."""
        self._table_reader().save_mapping(mapping, path)

    def load_mapping(self, path: Path) -> ColumnMapping:
        """Read `save_mapping` back; UnreadableFile."""
        return self._table_reader().load_mapping(path)

    # --- reading --------------------------------------------------------------------------------

    def _read(
        self,
        path: Path,
        mapping: ColumnMapping | None,
        words: CodeWords,
        progress: ProgressCallback | None,
        time_zone: str,
    ) -> _ReadFile:
        name = shown(path)
        incoming = IncomingEvents(name, words)
        events: list[IncomingEvent] = []
        unreadable: list[Unreadable] = []
        notices: list[Notice] = []
        actions: list[Draft] = []
        unchanged: list[PlanItem] = []
        try:
            for item in self._items_of(path, mapping, progress, time_zone):
                if isinstance(item, Unchanged):
                    unchanged.extend(self._unchanged(name, item))
                elif isinstance(item, Draft) and item.record_kind == Action.KIND:
                    actions.append(item)
                elif isinstance(item, Draft):
                    taken = incoming.take(item)
                    if isinstance(taken, IncomingEvent):
                        events.append(taken)
                    else:
                        unreadable.extend(taken)
                elif isinstance(item, Unreadable):
                    unreadable.append(item)
                else:
                    notices.append(item)
        except UnreadableFile as error:
            # The file as a whole: nothing of it is taken, whatever came before.
            data = {key: value for key, value in error.data.items() if key not in ("file", "place", "reason")}
            refusal = Unreadable(name, error.data["place"], error.data["reason"], data)
            return _ReadFile(name, [], [_unreadable(name, refusal)], notices, [], [])
        shown_notices = [Notice(name, shown(each.place), each.code, each.data) for each in notices]
        told = [_unreadable(name, each) for each in unreadable]
        return _ReadFile(name, events, told, shown_notices, actions, unchanged)

    def _unchanged(self, file: str, item: Unchanged) -> Iterator[PlanItem]:
        for mark in self._known().get(item.digest, ()):
            outcome = Outcome.IN_BIN if mark.is_in_bin else Outcome.SAME
            reason = "in_bin" if mark.is_in_bin else ""
            yield PlanItem(
                file, item.place, outcome, mark.title, mark.record_kind, mark.record_id, reason=reason
            )

    def _known(self) -> Mapping[str, list[SourceMark]]:
        """The events that calendar files told of, by the digest of what was read."""
        if self._marks is None:
            self._marks = {}
            for mark in self._store.reports.source_marks():
                self._marks.setdefault(mark.source_version.rpartition("|")[2], []).append(mark)
        return self._marks

    def _items_of(
        self, path: Path, mapping: ColumnMapping | None, progress: ProgressCallback | None, time_zone: str
    ) -> Iterator[ReadItem | Unchanged]:
        reader = self._reader_of(path)
        if isinstance(reader, CalendarImportReader):
            return reader.read_calendar(path, self._known(), time_zone, progress)
        if mapping is None:
            return reader.read(path, progress)
        if not isinstance(reader, TableImportReader):
            raise UnreadableFile(str(path), "not_a_table")
        return reader.read_mapped(path, mapping, progress)

    def _reader_of(self, path: Path) -> ImportReader:
        if not path.exists():
            raise UnreadableFile(str(path), "not_found")
        if not path.is_file():
            raise UnreadableFile(str(path), "not_a_file")
        try:
            refuse_own_file(self._store, path)
        except UserError as error:
            raise UnreadableFile(str(path), "own_file") from error
        for reader in self._readers:
            if reader.can_read(path):
                return reader
        raise UnreadableFile(str(path), "unknown_format")

    def _table_reader(self) -> TableImportReader:
        for reader in self._readers:
            if isinstance(reader, TableImportReader):
                return reader
        raise UserError("no_table_reader")


class _ReadFile(NamedTuple):
    name: str
    events: list[IncomingEvent]
    unreadable: list[PlanItem]
    notices: list[Notice]
    actions: list[Draft]
    unchanged: list[PlanItem]


class _Steps:
    """Counts what is done and tells it now and then."""

    def __init__(self, progress: ProgressCallback | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def advance(self) -> None:
        self._done += 1
        if self._progress is not None and (self._done % 20 == 0 or self._done == self._total):
            self._progress(self._done, self._total)

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, each counted as it is taken."""
        for record in records:
            self.advance()
            yield record


def _write(work: UnitOfWork, wanted: RecordWork, steps: _Steps) -> None:
    for _kind, group in groupby(wanted.created, key=lambda record: record.KIND):
        # In the order of their ids the blocks of the log do not overlap: one holds a record's creation.
        records = sorted(group, key=lambda record: record.id.bytes)
        if len(records) >= BULK:
            work.save_many(steps.through(records))
        else:
            for record in steps.through(records):
                work.save(record)
    for record in steps.through(wanted.changed):
        work.save(record)
    for record_type, record_id in wanted.removed:
        work.delete(record_type, record_id)
        steps.advance()


def _unreadable(file: str, item: Unreadable) -> PlanItem:
    data = {key: shown(value) if isinstance(value, str) else value for key, value in item.data.items()}
    title = str(data.pop("title", ""))
    return PlanItem(file, shown(item.place), Outcome.UNREADABLE, title, reason=item.reason, data=data)
