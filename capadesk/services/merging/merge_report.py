"""What bringing files together did, as a report: record by record, field by field, and how it was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from capadesk.domain.record import register_names
from capadesk.domain.report import Column, ColumnKind, Provenance, Report, Table
from capadesk.domain.when import load_zone
from capadesk.services.merging.merge_preview import FieldKey, FilePreview, MergePreview, RecordPreview
from capadesk.services.merging.package_service import MergeOutcome, MergeReport
from capadesk.services.ports import Contradiction, Version
from capadesk.services.words import _

MERGE_REPORT = "merge"


class RecordWords(Protocol):
    """How records and their values read."""

    def name(self, kind: str, record_id: Any) -> str:
        """A record's name."""

    def detail(self, kind: str, record_id: Any) -> str:
        """What it belongs to, "" for nothing."""

    def kind(self, kind: str) -> str:
        """A kind of record in the singular."""

    def field(self, kind: str, field: str) -> str:
        """What a field is called."""

    def text(self, kind: str, field: str, value: Any) -> str:
        """A value of a field."""


def merge_report(
    preview: MergePreview,
    merged: Sequence[MergeReport],
    chosen: Mapping[FieldKey, Any],
    words: RecordWords,
    provenance: Provenance,
) -> Report:
    """The report on the files that were merged; `chosen` are the values by which somebody settled fields."""
    paths = {each.path for each in merged}
    files = [each for each in preview.files if each.file.path in paths]
    made = _Tables(files, chosen, words, provenance.time_zone)
    tables = (made.fields(), made.contradictions(), made.files())
    notes = tuple(
        _("{file}: {count} further records are not listed one by one.").format(
            file=each.file.path.name, count=each.left_out
        )
        for each in files
        if each.left_out
    )
    return Report(MERGE_REPORT, _("Files brought together"), provenance, tables, notes)


def outcome_text(outcome: MergeOutcome) -> str:
    """What became of a record, in a word or two."""
    return {
        MergeOutcome.CREATED: _("New"),
        MergeOutcome.UPDATED: _("Changed"),
        MergeOutcome.DELETED: _("Deleted"),
        MergeOutcome.RESTORED: _("Comes back"),
        MergeOutcome.KEPT: _("Kept"),
    }[outcome]


class _Tables:
    def __init__(
        self, files: Sequence[FilePreview], chosen: Mapping[FieldKey, Any], words: RecordWords, zone: str
    ) -> None:
        self._files = files
        self._chosen = chosen
        self._words = words
        self._zone = load_zone(zone)

    # --- the tables -------------------------------------------------------------------------------

    def fields(self) -> Table:
        columns = (
            Column("file", _("File")),
            Column("sender", _("Sender")),
            Column("kind", _("Kind"), ColumnKind.CODE),
            Column("record", _("Record")),
            Column("belongs_to", _("Belongs to")),
            Column(
                "outcome",
                _("What happened"),
                ColumnKind.CODE,
                warns=frozenset({outcome_text(MergeOutcome.DELETED), outcome_text(MergeOutcome.KEPT)}),
            ),
            Column("field", _("Field")),
            Column("before", _("Before"), ColumnKind.LONG_TEXT),
            Column("after", _("After"), ColumnKind.LONG_TEXT),
            Column("contradiction", _("Contradictory"), ColumnKind.BOOLEAN),
            Column("author", _("Changed by")),
            Column("time", _("Changed"), ColumnKind.DATETIME),
        )
        return Table("records", _("Records"), columns, self._field_rows)

    def contradictions(self) -> Table:
        columns = (
            Column("kind", _("Kind"), ColumnKind.CODE),
            Column("record", _("Record")),
            Column("field", _("Field")),
            Column("holds", _("The rule’s choice"), ColumnKind.LONG_TEXT),
            Column("holds_author", _("By")),
            Column("holds_time", _("On"), ColumnKind.DATETIME),
            Column("other", _("Other value"), ColumnKind.LONG_TEXT),
            Column("other_author", _("By (other)")),
            Column("other_time", _("On (other)"), ColumnKind.DATETIME),
            Column("settled", _("Settled"), ColumnKind.CODE),
            Column("value", _("Stands now"), ColumnKind.LONG_TEXT),
        )
        return Table("contradictions", _("Contradictions"), columns, self._contradiction_rows)

    def files(self) -> Table:
        columns = (
            Column("file", _("File")),
            Column("sender", _("Sender")),
            *(Column(each.value, outcome_text(each), ColumnKind.INTEGER) for each in MergeOutcome),
            Column("contradictions", _("Contradictions"), ColumnKind.INTEGER),
            Column("waiting", _("Waiting"), ColumnKind.INTEGER),
        )
        return Table("files", _("Files"), columns, self._file_rows, len(self._files))

    # --- their rows -------------------------------------------------------------------------------

    def _field_rows(self) -> Iterator[tuple[Any, ...]]:
        for file in self._files:
            for record in file.records:
                head = (
                    file.file.path.name,
                    file.sender or None,
                    self._words.kind(record.kind),
                    self._words.name(record.kind, record.record_id),
                    self._words.detail(record.kind, record.record_id) or None,
                    outcome_text(record.outcome),
                )
                tail = (record.author or None, self._local(record.time))
                for cells in self._changes(record):
                    yield (*head, *cells, *tail)

    def _changes(self, record: RecordPreview) -> Iterator[tuple[str | None, str | None, str | None, bool]]:
        """(field, before, after, whether it contradicts); one row without a field where none is named."""
        kind = record.kind
        for each in record.fields:
            key = (kind, record.record_id, each.name)
            after = self._chosen.get(key, each.after)
            yield (
                self._words.field(kind, each.name),
                self._words.text(kind, each.name, each.before) or None,
                self._words.text(kind, each.name, after) or None,
                each.contradiction is not None,
            )
        if not record.fields:
            yield None, None, self._summary(record), False

    def _summary(self, record: RecordPreview) -> str | None:
        """The first values of a new record, so that its row says what it is."""
        if record.outcome is not MergeOutcome.CREATED or record.record is None:
            return None
        parts = []
        for name in register_names(type(record.record)):
            text = self._words.text(record.kind, name, getattr(record.record, name))
            if text and name not in ("uid", "source_key"):
                parts.append(f"{self._words.field(record.kind, name)}: {text}")
        return "; ".join(parts) or None

    def _contradiction_rows(self) -> Iterator[tuple[Any, ...]]:
        for file in self._files:
            for record in file.records:
                for found in record.contradictions:
                    for other in found.others:
                        yield self._contradiction(found, other)

    def _contradiction(self, found: Contradiction, other: Version) -> tuple[Any, ...]:
        kind, record_id, field = found.kind, found.record_id, found.field
        is_chosen = (kind, record_id, field) in self._chosen
        value = self._chosen.get((kind, record_id, field), found.holds.value)
        return (
            self._words.kind(kind),
            self._words.name(kind, record_id),
            self._words.field(kind, field),
            self._words.text(kind, field, found.holds.value) or None,
            found.holds.author or None,
            self._local(found.holds.time),
            self._words.text(kind, field, other.value) or None,
            other.author or None,
            self._local(other.time),
            _("Chosen by hand") if is_chosen else _("By the rule, still open"),
            self._words.text(kind, field, value) or None,
        )

    def _file_rows(self) -> Iterator[tuple[Any, ...]]:
        for file in self._files:
            counts = file.counts
            yield (
                file.file.path.name,
                file.sender or None,
                *(counts[each] for each in MergeOutcome),
                file.contradiction_count,
                file.result.waiting if file.result is not None else 0,
            )

    def _local(self, time: datetime) -> datetime | None:
        """Wall time in the platform's zone; None where no ChangeSet says when."""
        if time.timestamp() <= 0:
            return None
        return time.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
