"""Events out of spreadsheets and delimited text, their columns matched by a guess or a given mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from capadesk.domain.errors import UnreadableFile
from capadesk.domain.folding import word_key
from capadesk.domain.report import ColumnKind
from capadesk.formats.tables.event_columns import ColumnGuess, column_names, guess_columns
from capadesk.formats.tables.event_fields import EVENT_FIELDS
from capadesk.formats.tables.event_rows import EventRows
from capadesk.formats.tables.events_json_reader import DEFAULT_ZONE
from capadesk.formats.tables.mapping_file import load_mapping, save_mapping
from capadesk.formats.tables.table_reader import TABLE_SUFFIXES, RawTable, read_tables
from capadesk.services.ports import (
    ColumnMapping,
    Notice,
    ProgressCallback,
    ReadItem,
    SheetPreview,
    TablePreview,
)
from capadesk.services.words import _

_PREVIEW_ROWS = 20
_PREVIEW_CHARACTERS = 200


class EventTableReader:
    """Implements ports.TableImportReader for .xlsx, .xlsm, .ods, .csv, .tsv and .txt."""

    def __init__(self, default_zone: Callable[[], str] = lambda: DEFAULT_ZONE) -> None:
        self._default_zone = default_zone

    def can_read(self, path: Path) -> bool:
        """By the name's ending, the old .xls among them, so that it gets a reason of its own."""
        return path.suffix.lower() in TABLE_SUFFIXES | {".xls"}

    def fields(self) -> Sequence[tuple[str, str]]:
        """(field, its heading in the user's language)."""
        return [(name, _(field.heading)) for name, field in EVENT_FIELDS.items()]

    def preview(self, path: Path, sheet: str = "") -> TablePreview:
        """The named sheet, else the one with the most known columns.

        UnreadableFile reasons: those of `read_tables`, and `no_table`, `no_such_sheet`.
        """
        tables = _tables(path)
        if sheet and all(table.sheet != sheet for table in tables):
            raise UnreadableFile(str(path), "no_such_sheet", sheet)
        guesses = [_Guessed(table, guess_columns(table)) for table in tables if sheet in ("", table.sheet)]
        table, guess = max(guesses, key=_fit)
        names = column_names(table.headings)
        shown = tuple(tuple(map(_shown, row)) for row in table.rows[:_PREVIEW_ROWS])
        return TablePreview(
            tuple(each.sheet for each in tables),
            SheetPreview(table.sheet, names, shown, len(table.rows)),
            ColumnMapping(
                tuple((names[index], field) for index, field in guess.fields.items()), sheet=table.sheet
            ),
            tuple(names[index] for index in guess.unmatched),
            tuple(names[index] for index in guess.guessed),
            tuple((names[index], fields) for index, fields in guess.ambiguous),
        )

    def read(self, path: Path, progress: ProgressCallback | None = None) -> Iterator[ReadItem]:
        """The best sheet and all that have the same headings, with the guessed columns.

        A Notice for each column and sheet that is not used. UnreadableFile reasons: those of `read_tables`,
        and `no_table`, `no_title_column` (headings).
        """
        guesses = [_Guessed(table, guess_columns(table)) for table in _tables(path)]
        best = max(guesses, key=_fit)
        if not best.has_title:
            raise UnreadableFile(
                str(path), "no_title_column", best.table.sheet, headings=list(best.table.headings)
            )
        chosen = [guessed for guessed in guesses if guessed.table.headings == best.table.headings]
        for table, _guess in guesses:
            if table.headings != best.table.headings:
                yield Notice(str(path), table.sheet, "sheet_not_read")
        total = sum(len(table.rows) for table, _guess in chosen)
        done = 0
        for table, _guess in chosen:
            yield from _notices(path, table, best.guess)
            yield from self._rows(path, table, best.guess.fields, ColumnMapping(()), progress, done, total)
            done += len(table.rows)

    def read_mapped(
        self, path: Path, mapping: ColumnMapping, progress: ProgressCallback | None = None
    ) -> Iterator[ReadItem]:
        """`read` with a given mapping; a Notice for each of its headings that the table does not have.

        UnreadableFile reasons: those of `read_tables`, and `no_table`, `no_such_sheet`,
        `mapping_does_not_fit` (headings) if no sheet has the heading of the title, `unknown_field` (field).
        """
        for _heading, field in mapping.columns:
            if field not in EVENT_FIELDS:
                raise UnreadableFile(str(path), "unknown_field", field=field)
        tables = _tables(path)
        if mapping.sheet and all(table.sheet != mapping.sheet for table in tables):
            # A table kept as .csv is named after its file; there is only the one to mean.
            if len(tables) > 1:
                raise UnreadableFile(str(path), "no_such_sheet", mapping.sheet)
        elif mapping.sheet:
            tables = [table for table in tables if table.sheet == mapping.sheet]
        chosen = [
            (table, fields) for table in tables if "title" in (fields := _mapped(table, mapping)).values()
        ]
        if not chosen:
            headings = [heading for heading, field in mapping.columns if field == "title"]
            raise UnreadableFile(str(path), "mapping_does_not_fit", headings=headings)
        total = sum(len(table.rows) for table, _fields in chosen)
        done = 0
        for table, fields in chosen:
            for heading, field in mapping.columns:
                if field not in fields.values():
                    yield Notice(
                        str(path), table.sheet, "column_missing", {"heading": heading, "field": field}
                    )
            yield from self._rows(path, table, fields, mapping, progress, done, total)
            done += len(table.rows)

    def write_template(self, path: Path, choices: Mapping[str, Sequence[str]]) -> None:
        """Write a workbook with every field as a column; `choices` are the words allowed, by field."""
        from capadesk.formats.tables.template_writer import TemplateColumn, write_template

        columns = [
            TemplateColumn(
                _(field.heading),
                _(field.explanation) if field.explanation else "",
                _(field.example) if field.example else "",
                tuple(choices.get(name, ())),
                ColumnKind.INTEGER if name.startswith("count_") else ColumnKind.TEXT,
            )
            for name, field in EVENT_FIELDS.items()
        ]
        write_template(path, _("Events"), columns)

    def save_mapping(self, mapping: ColumnMapping, path: Path) -> None:
        """Keep a mapping in a .json file."""
        save_mapping(mapping, path)

    def load_mapping(self, path: Path) -> ColumnMapping:
        """Read `save_mapping` back; UnreadableFile."""
        return load_mapping(path)

    def _rows(
        self,
        path: Path,
        table: RawTable,
        fields: dict[int, str],
        mapping: ColumnMapping,
        progress: ProgressCallback | None,
        done: int,
        total: int,
    ) -> Iterator[ReadItem]:
        rows = EventRows(path, table, fields, mapping, self._default_zone())
        for code in table.notes:
            yield Notice(str(path), table.sheet, code)
        for offset, row in enumerate(table.rows):
            if progress is not None and offset % 50 == 0:
                progress(done + offset, total)
            if row:
                yield from rows.read(table.first_row + offset, row)


class _Guessed(NamedTuple):
    table: RawTable
    guess: ColumnGuess

    @property
    def has_title(self) -> bool:
        return "title" in self.guess.fields.values()


def _fit(guessed: _Guessed) -> tuple[bool, int]:
    return guessed.has_title, len(guessed.guess.fields)


def _tables(path: Path) -> list[RawTable]:
    tables = read_tables(path)
    if not tables:
        raise UnreadableFile(str(path), "no_table")
    return tables


def _mapped(table: RawTable, mapping: ColumnMapping) -> dict[int, str]:
    by_name = {
        word_key(name): index for index, name in reversed(list(enumerate(column_names(table.headings))))
    }
    found: dict[int, str] = {}
    for heading, field in mapping.columns:
        index = by_name.get(word_key(heading))
        if index is not None and index not in found and field not in found.values():
            found[index] = field
    return found


def _notices(path: Path, table: RawTable, guess: ColumnGuess) -> Iterator[Notice]:
    names = column_names(table.headings)
    for index in guess.unmatched:
        yield Notice(str(path), table.sheet, "column_not_used", {"heading": names[index]})
    for index in guess.guessed:
        data = {"heading": names[index], "field": guess.fields[index]}
        yield Notice(str(path), table.sheet, "column_guessed", data)
    for index, fields in guess.ambiguous:
        choice = {"heading": names[index], "fields": list(fields)}
        yield Notice(str(path), table.sheet, "column_ambiguous", choice)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)[:_PREVIEW_CHARACTERS]
