"""Tables on their way in: columns, the fields that they are, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from capadesk.services.ports.import_reader import ImportReader

if TYPE_CHECKING:
    from capadesk.services.ports.import_reader import ReadItem
    from capadesk.services.ports.progress import ProgressCallback


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
