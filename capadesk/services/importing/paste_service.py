"""Rows from the clipboard on their way into the import: a file of their own, with headings above them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from capadesk.domain.codes import CodeList
from capadesk.domain.errors import UnreadableFile, UserError
from capadesk.domain.folding import fold
from capadesk.domain.records import City, CodeItem
from capadesk.services.code_words import CodeWords
from capadesk.services.importing.import_plan import ImportPlan
from capadesk.services.importing.import_service import ImportService
from capadesk.services.importing.people_pasting import PeoplePasting
from capadesk.services.ports import Localisation, Store
from capadesk.services.scratch_folder import ScratchFolder
from capadesk.services.words import _

PASTE_LIMIT = 10_000_000
"""Characters that may be pasted at once."""

RowsOf = Callable[[str, str], list[list[str]]]
"""Gives the rows of (text, HTML)."""

_ENOUGH = 0.7
_DATE = re.compile(
    r"\d{4}(-\d{1,2}(-\d{1,2})?)?\b|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{1,2}\.?\s+[^\W\d]+\.?,?\s+\d{4}"
    r"|[^\W\d]+\.?\s+(\d{1,2},?\s+)?\d{4}"
)
_NUMBER = re.compile(r"[\d\s.,'’%€$£+-]+")
_ADDRESS = re.compile(r"https?://|www\.")
_CODE_FIELDS = (
    ("status", CodeList.EVENT_STATUS),
    ("kind", CodeList.EVENT_KIND),
    ("mode", CodeList.EVENT_MODE),
)


class PasteService:
    """Makes of pasted rows what the import reads, so that they have the same preview, rules and Undo."""

    def __init__(
        self,
        store: Store,
        imports: ImportService,
        localisation: Localisation,
        scratch: ScratchFolder,
        rows_of: RowsOf,
    ) -> None:
        self._store = store
        self._imports = imports
        self._localisation = localisation
        self._scratch = scratch
        self._rows_of = rows_of

    def rows(self, text: str, html: str = "") -> list[list[str]]:
        """The rows; UserError `paste_too_large` (limit), `paste_empty`, and those of the port."""
        if len(html) > PASTE_LIMIT:
            html = ""
        if len(text) > PASTE_LIMIT:
            raise UserError("paste_too_large", limit=self._localisation.number(PASTE_LIMIT // 1_000_000))
        rows = self._rows_of(text, html)
        if not rows:
            raise UserError("paste_empty")
        return rows

    def events_file(self, text: str, html: str = "", kind: str = "") -> Path:
        """The rows as a table of events in a file of the temporary folder.

        If the first row names no column that can be a title, it is taken for a row of data, and what each
        column is for is told from its values: the first text is the title, dates are start and end. `kind`
        is the kind of all of them where the rows name none. Errors as `rows`.
        """
        rows = self.rows(text, html)
        headings = rows[0]
        fields = self._known_fields(rows) if len(rows) > 1 else frozenset()
        if "title" in fields:
            rows = rows[1:]
        else:
            found = self._fields_by_values(rows)
            names = dict(self._imports.table_fields())
            headings = [
                names[field] if field else _("Column {number}").format(number=number)
                for number, field in enumerate(found, start=1)
            ]
            fields = frozenset(found)
        if kind and "kind" not in fields:
            width = max(len(headings), *map(len, rows))
            headings = [
                *headings,
                *[""] * (width - len(headings)),
                dict(self._imports.table_fields())["kind"],
            ]
            rows = [[*row, *[""] * (width - len(row)), kind] for row in rows]
        return self._written([headings, *rows])

    def people_plan(self, text: str, html: str = "") -> ImportPlan:
        """What the rows would be as people, a dry run. Errors as `rows`; UserError `paste_no_people`."""
        return PeoplePasting(self._store, self._localisation).plan(self.rows(text, html), _("Pasted rows"))

    def _known_fields(self, rows: Sequence[Sequence[str]]) -> frozenset[str]:
        try:
            preview = self._imports.preview_table(self._written(rows))
        except UnreadableFile:
            return frozenset()
        if list(preview.preview.headings)[: len(rows[0])] != [" ".join(cell.split()) for cell in rows[0]]:
            return frozenset()  # something below looks more like headings: the first row is no heading row
        return frozenset(field for _heading, field in preview.mapping.columns)

    def _written(self, rows: Sequence[Sequence[str]]) -> Path:
        path = self._scratch.new_file(_("Pasted rows"), ".tsv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(rows)
        return path

    def _fields_by_values(self, rows: Sequence[Sequence[str]]) -> list[str]:
        width = max(map(len, rows))
        words = CodeWords(self._store.select(CodeItem))
        cities = {fold(city.name) for city in self._store.select(City)}
        countries = {
            fold(name)
            for code in self._localisation.country_codes()
            for name in (code, self._localisation.country_name(code))
        }
        tests: list[tuple[str, Callable[[str], bool]]] = [
            *((field, _finder(words, code_list)) for field, code_list in _CODE_FIELDS),
            ("start", lambda cell: bool(_DATE.match(cell))),
            ("end", lambda cell: bool(_DATE.match(cell))),
            ("country", lambda cell: fold(cell) in countries),
            ("city", lambda cell: fold(cell) in cities),
            ("website", lambda cell: bool(_ADDRESS.match(cell))),
            ("title", lambda cell: not _NUMBER.fullmatch(cell)),
        ]
        taken: set[str] = set()
        found: list[str] = []
        for index in range(width):
            values = [row[index] for row in rows if index < len(row) and row[index]]
            field = next(
                (name for name, fits in tests if name not in taken and _share(values, fits) >= _ENOUGH), ""
            )
            taken.add(field)
            found.append(field)
        if "title" not in taken:
            # An event may be called “Forum”, which is a kind as well: something must be the title.
            named = [index for index, field in enumerate(found) if field not in ("", "start", "end")]
            found[named[0] if named else 0] = "title"
        return found


def _finder(words: CodeWords, code_list: str) -> Callable[[str], bool]:
    return lambda cell: bool(words.find(code_list, cell))


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values) if values else 0.0
