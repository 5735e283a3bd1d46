"""Rows of a text file with delimiters (.csv, .tsv): its encoding and delimiter found out."""

from __future__ import annotations

import codecs
import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from capadesk.domain.errors import UnreadableFile

ENCODING_GUESSED = "encoding_guessed"
"""Note: the file is not UTF-8 and says nothing of its encoding; Windows-1252 was taken."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_ROWS = 50
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class DelimitedFormat:
    """How a text file is to be read: Python's name of the encoding, and the delimiter."""

    encoding: str
    delimiter: str
    notes: tuple[str, ...] = ()


def detect_format(path: Path) -> DelimitedFormat:
    """Encoding by byte order mark, else UTF-8 if all of it is, else Windows-1252 with a note.

    UnreadableFile reasons: `not_text` (NUL bytes), `wrong_encoding` (none of these).
    """
    encoding = _encoding_of(path)
    notes = (ENCODING_GUESSED,) if encoding == "cp1252" else ()
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(_SAMPLE_CHARACTERS)
    except UnicodeError as error:
        raise UnreadableFile(str(path), "wrong_encoding", detail=encoding) from error
    return DelimitedFormat(encoding, _delimiter_of(sample, path.suffix.lower()), notes)


def delimited_rows(path: Path, found: DelimitedFormat) -> Iterator[list[str]]:
    """The rows as lists of text, a leading `sep=` line of Excel left out.

    UnreadableFile reasons: `damaged_row` with the line as place (a cell over 131,072 characters, which is
    most often a quotation mark that is never closed).
    """
    with path.open(encoding=found.encoding, newline="") as file:
        rows = csv.reader(file, delimiter=found.delimiter)
        try:
            for number, row in enumerate(rows):
                if number == 0 and _is_separator_line(",".join(row)):
                    continue
                yield row
        except csv.Error as error:
            place = f"line {rows.line_num}"
            raise UnreadableFile(str(path), "damaged_row", place, detail=str(error)) from error
        except UnicodeError as error:
            raise UnreadableFile(str(path), "wrong_encoding", f"line {rows.line_num + 1}") from error


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return name
        # Latin text in UTF-16 has a NUL in every second byte.
        if len(head) >= 4 and head[1::2].count(0) > len(head) * 0.4 and 0 not in head[::2]:
            return "utf-16-le"
        if len(head) >= 4 and head[::2].count(0) > len(head) * 0.4 and 0 not in head[1::2]:
            return "utf-16-be"
        file.seek(0)
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise UnreadableFile(str(path), "not_text")
            for name, decoder in list(decoders.items()):
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    del decoders[name]
    if "utf-8" in decoders and _ends_whole(decoders["utf-8"]):
        return "utf-8"
    if "cp1252" in decoders:
        return "cp1252"
    raise UnreadableFile(str(path), "wrong_encoding")


def _ends_whole(decoder: codecs.IncrementalDecoder) -> bool:
    return not decoder.getstate()[0]


def _delimiter_of(sample: str, suffix: str) -> str:
    first = sample.split("\n", 1)[0].strip()
    if _is_separator_line(first):
        return first[4]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter, suffix))


def _is_separator_line(line: str) -> bool:
    """`sep=;` as Excel writes and reads it; `sep=,` splits in two when read with that comma."""
    return len(line.strip()) == 5 and line.lower().startswith("sep=")


def _evenness(sample: str, delimiter: str, suffix: str) -> tuple[float, float, int]:
    """How evenly the delimiter cuts the first rows: share of rows as wide as most, preference, width."""
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for row in itertools.islice(reader, _SAMPLE_ROWS):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
    except csv.Error:
        return (0.0, 0.0, 0)
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return (0.0, 0.0, 0)
    width, count = wide.most_common(1)[0]
    preferred = 1.0 if (suffix == ".tsv") == (delimiter == "\t") else 0.0
    return (count / widths.total(), preferred, width)
