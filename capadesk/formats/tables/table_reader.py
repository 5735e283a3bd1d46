"""Tables out of spreadsheets (.xlsx, .xlsm, .ods) and delimited text (.csv, .tsv), within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.file_reading import reading, size_within
from capadesk.formats.tables.delimited_text import delimited_rows, detect_format
from capadesk.formats.tables.package_guard import PackageLimits, check_package

TABLE_SUFFIXES = frozenset({".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt"})
MAX_BYTES = 200 * 1024 * 1024
MAX_ROWS = 200_000

_MAX_COLUMNS = 1_000
_MAX_CHARACTERS = 256 * 1024 * 1024
_HEADING_SEARCH_ROWS = 20
_PACKAGE_SUFFIXES = frozenset({".xlsx", ".xlsm", ".ods"})
_ZIP = b"PK"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class RawTable:
    """A sheet as it stands in a file: headings, and rows of str, int, float, bool, date, datetime or None.

    Row numbers count from 1 as spreadsheets show them; `rows[i]` is row `first_row + i` of the file, empty
    rows in between included, and is as long as `headings` (a column without a heading has ""). Text is as
    written, empty text is None. `notes` are codes, such as `encoding_guessed`.
    """

    sheet: str
    headings: tuple[str, ...]
    heading_row: int
    rows: list[tuple[Any, ...]]
    first_row: int
    notes: tuple[str, ...] = ()


def read_tables(path: Path, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS) -> list[RawTable]:
    """Each visible sheet that has a heading row; [] if none has.

    The heading row is the first of the first 20 with at least two cells of text (one cell is enough in a
    sheet of one column). What could exhaust the machine is refused before any parser sees it.

    UnreadableFile reasons: `not_found`, `not_permitted`, `read_error`, `not_a_file`, `too_large`, `empty`,
    `unknown_format`, `not_a_workbook`, `old_format`, `encrypted`, `truncated`, `damaged`, `zip_bomb`,
    `too_many_parts`, `path_in_name`, `xml_entities`, `xml_encoding`, `too_many_cells`, `too_many_rows`,
    `too_many_columns`, `too_much_text`, `not_text`, `wrong_encoding`, `damaged_row`.
    """
    with reading(path):
        return _read(path, max_bytes, max_rows)


def _read(path: Path, max_bytes: int, max_rows: int) -> list[RawTable]:
    if size_within(path, max_bytes) == 0:
        raise UnreadableFile(str(path), "empty")
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise UnreadableFile(str(path), "old_format" if suffix == ".xls" else "unknown_format")
    with path.open("rb") as file:
        head = file.read(len(_COMPOUND_FILE))
    if head == _COMPOUND_FILE:
        is_encrypted = _ENCRYPTED_PACKAGE in path.read_bytes()
        raise UnreadableFile(str(path), "encrypted" if is_encrypted else "old_format")
    if head.startswith(_ZIP):
        return _package_tables(path, max_rows)
    if suffix in _PACKAGE_SUFFIXES:
        raise UnreadableFile(str(path), "not_a_workbook")
    return _delimited_tables(path, max_rows)


def _delimited_tables(path: Path, max_rows: int) -> list[RawTable]:
    found = detect_format(path)
    rows = delimited_rows(path, found)
    table = _table(path, path.stem, rows, 1, max_rows, found.notes)
    return [] if table is None else [table]


def _package_tables(path: Path, max_rows: int) -> list[RawTable]:
    kind = check_package(path, PackageLimits())
    import python_calamine

    tables: list[RawTable] = []
    try:
        # The name decides for calamine how to read: a renamed file is handed over without its name.
        is_named_so = path.suffix.lower() in ((".ods",) if kind == "ods" else (".xlsx", ".xlsm"))
        source = str(path) if is_named_so else BytesIO(path.read_bytes())
        with python_calamine.load_workbook(source) as workbook:
            for sheet in workbook.sheets_metadata:
                if (
                    sheet.typ != python_calamine.SheetTypeEnum.WorkSheet
                    or sheet.visible != python_calamine.SheetVisibleEnum.Visible
                ):
                    continue
                rows = workbook.get_sheet_by_name(sheet.name).iter_rows()
                table = _table(path, sheet.name, rows, 1, max_rows, ())
                if table is not None:
                    tables.append(table)
    except python_calamine.PasswordError as error:
        raise UnreadableFile(str(path), "encrypted") from error
    except (python_calamine.CalamineError, UnicodeError) as error:
        raise UnreadableFile(str(path), "damaged", detail=str(error)) from error
    except BaseException as error:
        # A panic of the Rust library arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(str(path), "damaged", detail=str(error)) from error
    return tables


def _table(
    path: Path,
    sheet: str,
    file_rows: Iterable[Sequence[Any]],
    first_number: int,
    max_rows: int,
    notes: tuple[str, ...],
) -> RawTable | None:
    rows = _TableRows(path, sheet, max_rows)
    for number, cells in enumerate(file_rows, first_number):
        rows.add(number, cells)
    return rows.table(notes)


class _TableRows:
    """Gathers a sheet's rows from its heading row on, within bounds."""

    def __init__(self, path: Path, sheet: str, max_rows: int) -> None:
        self._path = path
        self._sheet = sheet
        self._max_rows = max_rows
        self._head: list[tuple[int, tuple[Any, ...]]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._heading: tuple[int, tuple[Any, ...]] | None = None
        self._blank_rows = 0
        self._characters = 0

    def add(self, number: int, cells: Sequence[Any]) -> None:
        row = tuple(self._values(cells))
        if self._heading is None and number <= _HEADING_SEARCH_ROWS:
            if sum(1 for value in row if _is_text(value)) >= 2:
                self._heading = (number, row)
            else:
                self._head.append((number, row))
            return
        _, heading = self._heading or self._settle_heading()
        if not heading:
            return
        if not row:
            self._blank_rows += 1
            return
        # Empty rows count only once something follows them: sheets often end in thousands.
        if len(self._rows) + self._blank_rows >= self._max_rows:
            raise UnreadableFile(str(self._path), "too_many_rows", self._sheet, limit=self._max_rows)
        self._rows.extend(() for _ in range(self._blank_rows))
        self._blank_rows = 0
        self._rows.append(row)

    def table(self, notes: tuple[str, ...]) -> RawTable | None:
        number, heading = self._heading or self._settle_heading()
        if not any(_is_text(value) for value in heading):
            return None
        width = max(len(heading), max(map(len, self._rows), default=0))
        rows = [row if len(row) == width else row + (None,) * (width - len(row)) for row in self._rows]
        headings = tuple(_heading_text(value) for value in heading) + ("",) * (width - len(heading))
        return RawTable(self._sheet, headings, number, rows, number + 1, notes)

    def _settle_heading(self) -> tuple[int, tuple[Any, ...]]:
        """No row with two texts: a sheet of one column has its heading in the first cell."""
        filled = [(number, row) for number, row in self._head if row]
        if not filled or any(len(row) > 1 for _, row in filled):
            self._heading = (0, ())
            return self._heading
        self._heading = filled[0]
        for number, row in self._head:
            if number > self._heading[0]:
                self.add(number, row)
        return self._heading

    def _values(self, cells: Sequence[Any]) -> Iterator[Any]:
        """The cells up to the last that is filled."""
        last = len(cells)
        while last and (cells[last - 1] == "" or cells[last - 1] is None):
            last -= 1
        if last > _MAX_COLUMNS:
            raise UnreadableFile(str(self._path), "too_many_columns", self._sheet, limit=_MAX_COLUMNS)
        for value in cells[:last]:
            if isinstance(value, str):
                self._characters += len(value)
            yield _plain(value)
        if self._characters > _MAX_CHARACTERS:
            raise UnreadableFile(str(self._path), "too_much_text", self._sheet, limit=_MAX_CHARACTERS)


def _plain(value: Any) -> Any:
    """A cell's value as one of few types; a time of day and a duration become text such as "09:30"."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, datetime):
        # Spreadsheets store days as fractions: a second is what survives.
        rounded = value + timedelta(microseconds=500_000) if value.year < 9999 else value
        return rounded.replace(microsecond=0)
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
    return value if isinstance(value, int | date) else (str(value) or None)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _heading_text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
