"""What the inside asks of the outside: Protocols, and the rows and plans that cross the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self, runtime_checkable
from uuid import UUID

from capadesk.domain.change_set import ChangeSet, FieldChange
from capadesk.domain.record import R, Record
from capadesk.domain.records import CodeItem, Event
from capadesk.domain.report import Report
from capadesk.domain.stamp import Stamp
from capadesk.domain.when import When

# --- changing -------------------------------------------------------------------------------------


class UnitOfWork(Protocol):
    """One transaction. Leaving the `with` block without `commit` keeps nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """The live record; RecordNotFound."""

    def find(self, record_type: type[R], record_id: UUID) -> R | None:
        """The live record or None."""

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """The live records whose fields equal the values (a list or tuple value: any of them)."""

    def is_in_bin(self, record_type: type[Record], record_id: UUID) -> bool:
        """Whether the record was deleted by somebody (not by undoing its creation)."""

    def save(self, record: Record) -> None:
        """Create it, or change the fields that differ; a deleted record is restored by it."""

    def save_many(self, records: Iterable[Record]) -> int:
        """`save` for bulk: new records are written in blocks, those that are there (or were) singly.

        Each record at most once in a unit of work, and not after it was saved otherwise. Returns how many.
        """

    def delete(self, record_type: type[Record], record_id: UUID) -> None:
        """Put it into the bin; RecordInUse if a live record that requires it is left at commit."""

    def restore(self, record_type: type[Record], record_id: UUID) -> None:
        """Take it out of the bin; RecordNotFound."""

    def commit(self, label: str, **label_data: Any) -> ChangeSet:
        """Write the log and end the transaction; the ChangeSet is empty if nothing changed."""


class HistoryEntry(NamedTuple):
    """A ChangeSet in the history list; `is_undone`: its effect is taken back at present."""

    stamp: Stamp
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any]
    role: str
    record_count: int
    is_undone: bool
    is_own: bool


class RecordHistoryEntry(NamedTuple):
    """What one ChangeSet did to one record."""

    stamp: Stamp
    time: datetime
    author: str
    label: str
    is_creation: bool
    fields: Mapping[str, FieldChange]


class Rival(NamedTuple):
    """A value that lost against a concurrent change, kept until someone writes the field again."""

    kind: str
    record_id: UUID
    field: str
    value: Any
    stamp: Stamp
    author: str
    time: datetime


class BinEntry(NamedTuple):
    """A deleted record."""

    kind: str
    record_id: UUID
    name: str
    deleted_at: datetime
    author: str


class MergeResult(NamedTuple):
    """What a merge did: counts of records, and of fields where concurrent changes contradict."""

    created: int
    updated: int
    same: int
    conflicts: int
    waiting: int
    change_sets: int


# --- lists ----------------------------------------------------------------------------------------


class ListKind(StrEnum):
    """The lists that the program shows."""

    EVENTS = "events"
    MEETINGS = "meetings"
    CALENDAR = "calendar"  # events and meetings together
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    ACTIONS = "actions"
    DECISIONS = "decisions"


class SortKey(NamedTuple):
    """One heading to sort by; `column` is a field name of the list's row."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: words to find, values by row column (any of them), a period, an order."""

    kind: ListKind
    text: str = ""
    equal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    sort: tuple[SortKey, ...] = ()


class EventRow(NamedTuple):
    """A row of the lists of events and meetings. `attended` counts named people plus head-counts."""

    id: UUID
    title: str
    kind: str
    status: str
    when: When
    mode: str
    city: str
    country: str
    organisers: str
    attended: int
    actions_open: int


class PersonRow(NamedTuple):
    """A row of the list of people; `organisation` and `position` are of the main affiliation."""

    id: UUID
    given_name: str
    family_name: str
    email: str
    phone: str
    organisation: str
    position: str
    city: str
    country: str
    events: int

    @property
    def name(self) -> str:
        """Given and family name, else the e-mail address."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or self.email


class OrganisationRow(NamedTuple):
    """A row of the list of organisations."""

    id: UUID
    name: str
    short_name: str
    helix: str
    level: str
    city: str
    country: str
    people: int
    events: int


class ActionRow(NamedTuple):
    """A row of the list of actions; `owner` is the person, else the organisation."""

    id: UUID
    number: str
    text: str
    owner: str
    due: date | None
    priority: str
    status: str
    event_id: UUID | None
    event_title: str


class DecisionRow(NamedTuple):
    """A row of the list of decisions."""

    id: UUID
    number: str
    text: str
    decided_by: str
    decided_on: date | None
    status: str
    event_id: UUID
    event_title: str


class SearchHit(NamedTuple):
    """A found record; `detail` is a second line (date and place, organisation, ...)."""

    kind: str
    record_id: UUID
    title: str
    detail: str


class Choice(NamedTuple):
    """A record to choose in a field: its id and how it reads."""

    id: UUID
    name: str
    detail: str


class Lists(Protocol):
    """Reading for lists and search; safe to call from any thread."""

    def keys(self, query: ListQuery) -> Sequence[int]:
        """The row keys of all rows in order; keys hold within one opened file."""

    def rows(self, kind: ListKind, keys: Sequence[int]) -> list[Any]:
        """The rows (EventRow, ...) of those keys, in their order; a row that is gone is left out."""

    def key_of(self, kind: ListKind, record_id: UUID) -> int | None:
        """The row key of a record, None if it is not there."""

    def count(self, kind: ListKind) -> int:
        """How many live records the list holds without any filter."""

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
        """At most `limit` hits of each kind: in title or name first, then anywhere, newest first."""

    def choices(self, kind: str, text: str, limit: int = 30) -> list[Choice]:
        """Records of a kind whose name begins with or contains the words: for fields that choose."""

    def choices_by_id(self, kind: str, ids: Sequence[UUID]) -> list[Choice]:
        """How records read that are already chosen, in the order of `ids`; deleted ones too."""


class CalendarEntry(NamedTuple):
    """An event as the calendar export needs it; times are naive UTC."""

    event: Event
    created_at: datetime
    changed_at: datetime
    city: str
    organisers: tuple[tuple[str, str], ...]  # (name, e-mail or "")
    attendees: tuple[tuple[str, str, str, str], ...]  # (name, e-mail or "", role code, status code)
    tags: tuple[str, ...]


class ReportPeriod(NamedTuple):
    """The days that a report covers, both inclusive; None is open."""

    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it covers everything, what has no date included."""
        return self.first_day is None and self.last_day is None


class EventReportRow(NamedTuple):
    """An event in a report. `attended` and the like count named people; `head_counts` the others."""

    id: UUID
    title: str
    kind: str
    status: str
    when: When
    mode: str
    venue: str
    city: str
    country: str
    languages: tuple[str, ...]
    project_role: str
    series: str
    website: str
    objectives: str
    description: str
    lessons: str
    organisers: tuple[str, ...]
    tags: tuple[str, ...]
    invited: int
    registered: int
    attended: int
    head_counts: Mapping[tuple[str, str], int]  # by (presence, group)
    organisations: int
    countries: int
    outsiders: int
    decisions: int
    actions_open: int


class ParticipationReportRow(NamedTuple):
    """Somebody at an event; `person` is "" where the organisation itself took part."""

    event_id: UUID
    event_title: str
    event_kind: str
    when: When
    person: str
    organisation: str
    helix: str
    level: str
    country: str
    role: str
    status: str
    presence: str
    is_outsider: bool


class PersonReportRow(NamedTuple):
    """A person in a report, with the main organisation; `events` and `attended` are of the period."""

    name: str
    organisation: str
    position: str
    helix: str
    level: str
    city: str
    country: str
    events: int
    attended: int


class OrganisationReportRow(NamedTuple):
    """An organisation in a report; `people` and `events` are of the period."""

    name: str
    short_name: str
    helix: str
    level: str
    flags: tuple[str, ...]
    legal_form: str
    city: str
    country: str
    website: str
    people: int
    events: int


class DecisionReportRow(NamedTuple):
    """A decision in a report."""

    number: str
    text: str
    decided_by: str
    decided_on: date | None
    status: str
    agenda_item: str
    event_title: str
    when: When
    actions: int
    actions_open: int


class ActionReportRow(NamedTuple):
    """An action in a report; `when` is unknown where it comes from no event."""

    number: str
    text: str
    owner: str
    owner_organisation: str
    due: date | None
    done_on: date | None
    priority: str
    status: str
    source_item: str
    notes: str
    event_title: str
    when: When
    decision: str


class ActivityCounts(NamedTuple):
    """Rows of each reading of the activity report, and what its checks found in the period."""

    events: int
    participations: int
    people: int
    organisations: int
    decisions: int
    actions: int
    undated_events: int  # left out for want of a date
    held_without_participants: int
    past_not_held: int  # over, but still planned or confirmed
    open_actions_without_owner: int
    open_actions_without_due: int
    overdue_actions: int


class ReportSource(Protocol):
    """Bulk reading for reports and exports: streamed, in a stable order."""

    def calendar_entries(self, query: ListQuery, with_attendees: bool = False) -> Iterator[CalendarEntry]: ...

    def records(self, record_type: type[R], **equal: Any) -> Iterator[R]:
        """All live records of a type (matching the values), in order of id."""

    def snapshot(self) -> AbstractContextManager[None]:
        """While it is entered, this thread reads one state of the data, whatever others write."""

    def activity_counts(self, period: ReportPeriod, today: date) -> ActivityCounts:
        """How many rows the readings below give, and what to look at before a report is sent."""

    def event_rows(self, period: ReportPeriod) -> Iterator[EventReportRow]:
        """Events and meetings that touch the period, by date; undated ones only without a period."""

    def participation_rows(self, period: ReportPeriod) -> Iterator[ParticipationReportRow]:
        """Who took part in those events, in their order; then by organisation and name."""

    def person_rows(self, period: ReportPeriod) -> Iterator[PersonReportRow]:
        """People of those events by name; without a period everybody."""

    def organisation_rows(self, period: ReportPeriod) -> Iterator[OrganisationReportRow]:
        """Organisations of those events by name; without a period all of them."""

    def decision_rows(self, period: ReportPeriod) -> Iterator[DecisionReportRow]:
        """Decisions of those events, and others decided in the period."""

    def action_rows(self, period: ReportPeriod) -> Iterator[ActionReportRow]:
        """Actions of those events, and others due or done in the period; by due date."""


# --- the store ------------------------------------------------------------------------------------


class BackupInfo(NamedTuple):
    """One backup: where, when it was made (UTC), its size in bytes and whether it was verified."""

    path: Path
    made_at: datetime
    size: int
    is_verified: bool


class Problem(NamedTuple):
    """Something that `check` found: a code, where, and details."""

    code: str
    place: str
    detail: str


ProgressCallback = Callable[[int, int], None]
"""Called with (done, total); total 0 if unknown. It may raise Cancelled to stop the work."""


class Store(Protocol):
    """One data file (or hub) that is open."""

    @property
    def location(self) -> str:
        """The file's path or the hub's address without password."""

    @property
    def lists(self) -> Lists: ...

    @property
    def reports(self) -> ReportSource: ...

    def unit_of_work(self) -> UnitOfWork: ...

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """The live record, read outside of any unit of work; RecordNotFound."""

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """Live records whose fields equal the values (a list or tuple value: any of them)."""

    def undo(self) -> ChangeSet | None:
        """Undo this replica's newest change that is not undone; None if there is none."""

    def redo(self) -> ChangeSet | None:
        """Take back the newest undo, unless work followed it; None if there is none."""

    def undo_change_set(self, stamp: Stamp) -> ChangeSet:
        """Undo one ChangeSet wherever it stands; fields changed since are left and named."""

    def next_undo(self) -> HistoryEntry | None: ...

    def next_redo(self) -> HistoryEntry | None: ...

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """ChangeSets, newest first."""

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """What happened to one record, newest first."""

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """`record_history` of many records of one kind at once; [] for those that never were."""

    def rivals(self) -> list[Rival]:
        """The contradictions that are not settled."""

    def bin(self) -> list[BinEntry]:
        """Deleted records, newest first."""

    def latest_change(self) -> int:
        """A number that grows with each ChangeSet in the file, by whichever program."""

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """The ChangeSets that came after `latest_change` gave `mark`; creations in bulk as counts only."""

    def merge_from(self, other: Path, progress: ProgressCallback | None = None) -> MergeResult:
        """Take all ChangeSets of another data file that this one has not seen."""

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """A verified copy by SQLite's online backup, written whole or not at all."""

    def backups(self) -> list[BackupInfo]:
        """The rotating backups of this file, newest first."""

    def backup_if_due(self) -> BackupInfo | None:
        """Make the next rotating backup if the schedule asks for one."""

    def check(self) -> list[Problem]:
        """Look for damage; empty when the file is sound."""

    def close(self) -> None: ...


# --- imports --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing read from a file, before it is matched: values by field name, as the reader knows them.

    `place` says where in the file ("row 12", "events[3]"). `values` holds domain values; names of other
    records stand as text under the keys that the import service knows ("city_name", "organiser_names",
    "tag_names"); codes may stand as their words. `source_key` is the file's own id, if it has one. `places`
    says where single values stand, if that is known more closely ("Sheet1!C12").
    """

    record_kind: str
    place: str
    values: Mapping[str, Any]
    source_key: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in a file that could not be read, where and why."""

    file: str
    place: str
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that its owner should know, although nothing failed (a column not used)."""

    file: str
    place: str
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


ReadItem = Draft | Unreadable | Notice


@runtime_checkable
class ImportReader(Protocol):
    """Reads one format of file into drafts."""

    def can_read(self, path: Path) -> bool:
        """Whether the file is of this format, by its name and first bytes."""

    def read(self, path: Path, progress: ProgressCallback | None = None) -> Iterator[ReadItem]:
        """Drafts in the file's order; UnreadableFile if the file as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A spreadsheet's headings and first rows as text, for the mapping of columns."""

    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column is which field; it can be kept in a file and used again for tables of the same shape.

    `columns` are (heading, field); `sheet` "" means every sheet that has the title's heading. `words` are
    (field, word in the file, code). `source` names the list that ids in the file belong to ("": the file's
    name). `time_zone` is for times without one ("": the desk's). `separator` parts names in one cell.
    """

    columns: tuple[tuple[str, str], ...]
    sheet: str = ""
    words: tuple[tuple[str, str, str], ...] = ()
    source: str = ""
    time_zone: str = ""
    day_first: bool = True
    separator: str = ";"


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A sheet, the mapping guessed for it, and the headings that need a human.

    `guessed` are headings whose values alone suggested the field; `ambiguous` are (heading, fields).
    """

    sheets: tuple[str, ...]
    preview: SheetPreview
    mapping: ColumnMapping
    unmatched: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()


@runtime_checkable
class TableImportReader(ImportReader, Protocol):
    """Reads tables whose columns can be mapped to fields."""

    def fields(self) -> Sequence[tuple[str, str]]:
        """(field, its heading in the user's language) of everything that a column can be."""

    def preview(self, path: Path, sheet: str = "") -> TablePreview:
        """The named sheet, else the one that fits best; UnreadableFile."""

    def read_mapped(
        self, path: Path, mapping: ColumnMapping, progress: ProgressCallback | None = None
    ) -> Iterator[ReadItem]:
        """`read` with a given mapping; UnreadableFile `mapping_does_not_fit` without the title's heading."""

    def write_template(self, path: Path, choices: Mapping[str, Sequence[str]]) -> None:
        """Write a workbook to fill in; `choices` are the words allowed, by field."""

    def save_mapping(self, mapping: ColumnMapping, path: Path) -> None:
        """Keep a mapping in a .json file."""

    def load_mapping(self, path: Path) -> ColumnMapping:
        """Read `save_mapping` back; UnreadableFile."""


class Clock(Protocol):
    """The time, so that tests can stand still."""

    def now(self) -> datetime:
        """Now, in UTC, with tzinfo."""

    def today(self) -> date:
        """The local day."""


# --- files out ------------------------------------------------------------------------------------


class ReportWriter(Protocol):
    """Writes a report into a file, whole or not at all."""

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None: ...


class CalendarSummary(NamedTuple):
    """What a calendar export wrote, and what it left out for want of a day."""

    written: int
    left_out: int


class CalendarWriter(Protocol):
    """Writes events as iCalendar (RFC 5545)."""

    def write(
        self,
        entries: Iterable[CalendarEntry],
        path: Path,
        calendar_name: str,
        *,
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary: ...


Day = date

# --- words ----------------------------------------------------------------------------------------


class Localisation(Protocol):
    """Dates, numbers and lists in the user's language."""

    @property
    def language(self) -> str:
        """A language tag such as "en" or "de"."""

    def date(self, value: Day, *, with_weekday: bool = False) -> str: ...

    def time(self, value: datetime) -> str: ...

    def when(self, value: When, *, own_zone: str = "") -> str:
        """As people say it; the zone is named when it is not `own_zone`. "" if unknown."""

    def relative_day(self, value: Day, today: Day) -> str:
        """ "today", "in 3 days", "2 weeks ago"."""

    def month(self, year: int, month: int) -> str: ...

    def number(self, value: float) -> str: ...

    def join(self, parts: Sequence[str]) -> str:
        """A list in a sentence: "A, B and C"."""

    def country_name(self, iso2: str) -> str: ...

    def language_name(self, tag: str) -> str: ...

    def country_codes(self) -> Sequence[str]:
        """ISO 3166-1 alpha-2 codes, sorted by their name in the language."""

    def language_codes(self) -> Sequence[str]: ...


class CodeBook(Protocol):
    """The editable code lists as they are now."""

    def label(self, code_list: str, code: str) -> str:
        """The word for a code in the user's language; the code itself if it is unknown, "" for ""."""

    def items(self, code_list: str, *, with_retired: bool = False) -> Sequence[CodeItem]: ...

    def kinds_of_family(self, family: str) -> Sequence[str]:
        """The event kinds of a family."""
