"""Writes the first table of a report as comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from capadesk.domain.report import Report, Table
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import ProgressCallback

ROWS_BETWEEN_REPORTS = 500


class DelimitedReportWriter:
    """Implements ports.ReportWriter: RFC 4180, UTF-8 with a byte order mark, by which Excel knows it.

    Text stays as it is, signs at its beginning included; dates are ISO 8601, yes and no are 1 and 0.
    """

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None:
        """Write the report's first table, whole or not at all; the errors of `whole_file`."""
        table = report.tables[0]
        with whole_file(path) as file:
            text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
            csv.writer(text).writerows(_lines(table, progress))
            text.flush()
            text.detach()


def _lines(table: Table, progress: ProgressCallback | None) -> Iterator[Sequence[Any]]:
    yield [column.heading for column in table.columns]
    for number, row in enumerate(table.rows(), start=1):
        yield [_cell(value) for value in row]
        if progress is not None and number % ROWS_BETWEEN_REPORTS == 0:
            progress(number, table.row_count or 0)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
