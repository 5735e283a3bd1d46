"""A row of a table of events made into a draft, or into the list of its bad cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from capadesk.domain.errors import UserError
from capadesk.domain.folding import fold, word_key
from capadesk.domain.validation import COUNT_LIMIT
from capadesk.formats.plain_text import many_lines, one_line
from capadesk.formats.tables.event_columns import column_letter
from capadesk.formats.tables.event_fields import CODE_FIELDS
from capadesk.formats.tables.table_reader import RawTable
from capadesk.formats.tables.when_cells import WhenCells, when_of
from capadesk.formats.words.locale_words import country_code, language_tag
from capadesk.services.ports import ColumnMapping, Draft, Unreadable

MAX_NAMES = 500

_WHEN_FIELDS = WhenCells._fields
_COUNTS = {"count_on_site": "on_site", "count_remote": "remote"}
_LISTS = {"organisers": "organiser_names", "topics": "tag_names", "languages": "languages"}
_LONG = frozenset({"description", "objectives", "lessons", "notes"})


class EventRows:
    """Reads the rows of one table with fields by column."""

    def __init__(
        self, path: Path, table: RawTable, fields: dict[int, str], mapping: ColumnMapping, zone: str
    ) -> None:
        self._path = path
        self._table = table
        self._fields = {field: index for index, field in fields.items()}
        self._columns = {index: column_letter(index) for index in fields}
        self._sheet = _quoted(table.sheet)
        self._zone = mapping.time_zone or zone
        self._day_first = mapping.day_first
        self._separator = mapping.separator
        self._words = {(field, word_key(word)): code for field, word, code in mapping.words}
        own = mapping.source or f"{path.stem}/{table.sheet}"
        self._source = " ".join(fold(own).split())
        self._problems: list[Unreadable] = []
        self._values: dict[str, Any] = {}
        self._places: dict[str, str] = {}

    def read(self, number: int, row: Sequence[Any]) -> Iterator[Draft | Unreadable]:
        """The draft of a row (`number` as spreadsheets count), or its bad cells; nothing if it is empty."""
        if all(row[index] is None or not str(row[index]).strip() for index in self._columns):
            return
        self._problems, self._values, self._places = [], {}, {}
        cells = {field: row[index] for field, index in self._fields.items()}
        for field, value in cells.items():
            if field in _WHEN_FIELDS or field in _COUNTS or field == "id":
                continue
            self._take(number, field, _LISTS.get(field, field), self._reading(field), value)
        if not self._values.get("title", " "):
            self._mark(number, "title", "missing")
        self._take_when(number, cells)
        self._take_counts(number, cells)
        own_id = self._read(number, "id", _line, cells.get("id"))
        if self._problems:
            yield from self._problems
            return
        source_key = f"{self._source}:{own_id}" if own_id else ""
        yield Draft("event", self._place(number, "title"), self._values, source_key, self._places)

    def _reading(self, field: str) -> Callable[[Any], Any]:
        if field in CODE_FIELDS:
            return lambda value: self._words.get((field, word_key(_line(value))), _line(value))
        if field in _LONG:
            return _lines
        if field == "country":
            return _country
        if field == "languages":
            return self._languages
        if field in _LISTS:
            return self._names
        return _line

    def _names(self, value: Any) -> tuple[str, ...]:
        """The parts of a cell: at line ends and at the separator, in its absence nowhere else."""
        lines = many_lines(_as_text(value)).splitlines()
        names = [one_line(part) for line in lines for part in line.split(self._separator)]
        if len(names) > MAX_NAMES:
            raise UserError("too_many_names", limit=MAX_NAMES)
        return tuple(dict.fromkeys(name for name in names if name))

    def _languages(self, value: Any) -> tuple[str, ...]:
        tags = []
        for name in self._names(_as_text(value).replace(",", self._separator).replace("/", self._separator)):
            tag = language_tag(name)
            if tag is None:
                raise UserError("unknown_language", text=name[:100])
            tags.append(tag)
        return tuple(dict.fromkeys(tags))

    def _take_when(self, number: int, cells: dict[str, Any]) -> None:
        given = WhenCells(**{field: cells[field] for field in _WHEN_FIELDS if field in cells})
        if not any(field in cells for field in ("start", "end")):
            return
        try:
            self._values["when"] = when_of(given, self._zone, day_first=self._day_first)
            self._places["when"] = self._place(number, "start")
        except UserError as error:
            data = dict(error.data)
            self._mark(number, data.pop("field"), error.code, **data)

    def _take_counts(self, number: int, cells: dict[str, Any]) -> None:
        counts = []
        for field, presence in _COUNTS.items():
            count = self._read(number, field, _count, cells.get(field))
            if count is not None:
                counts.append((presence, "not_stated", count))
        if counts:
            self._values["head_counts"] = tuple(counts)
            self._places["head_counts"] = self._place(number, next(f for f in _COUNTS if f in cells))

    def _take(self, number: int, field: str, key: str, read: Callable[[Any], Any], value: Any) -> None:
        key = "city_name" if key == "city" else key
        found = self._read(number, field, read, value)
        if found is not None:
            self._values[key] = found
            self._places[key] = self._place(number, field)

    def _read(self, number: int, field: str, read: Callable[[Any], Any], value: Any) -> Any:
        try:
            return read(value)
        except UserError as error:
            self._mark(number, field, error.code, **error.data)
            return None

    def _mark(self, number: int, field: str, reason: str, /, **data: Any) -> None:
        self._problems.append(Unreadable(str(self._path), self._place(number, field), reason, data))

    def _place(self, number: int, field: str) -> str:
        index = self._fields.get(field, self._fields.get("start" if field in _WHEN_FIELDS else "title", 0))
        return f"{self._sheet}!{column_letter(index)}{number}"


def _quoted(sheet: str) -> str:
    return sheet if sheet.replace("_", "").isalnum() else "'" + sheet.replace("'", "''") + "'"


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _line(value: Any) -> str:
    return one_line(_as_text(value))


def _lines(value: Any) -> str:
    return many_lines(_as_text(value))


def _country(value: Any) -> str:
    text = _line(value)
    code = country_code(text) if text else ""
    if code is None:
        raise UserError("unknown_country", text=text[:100])
    return code


def _count(value: Any) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UserError("not_a_whole_number", text=str(value)[:100])
    if not 0 <= value <= COUNT_LIMIT:
        raise UserError("number_out_of_range", number=value, limit=COUNT_LIMIT)
    return value
