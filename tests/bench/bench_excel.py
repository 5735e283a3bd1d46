"""Excel of 100,000 rows x 20 columns: openpyxl write-only as the floor, our report writer beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from capadesk.domain.report import Column, ColumnKind, Provenance, Report, Table

ROWS = 100_000
ROOT = Path(__file__).resolve().parents[2]

COLUMNS = (
    *(Column(f"text_{n}", f"Text {n}") for n in range(8)),
    *(Column(f"code_{n}", f"Code {n}", ColumnKind.CODE, frozenset({"Overdue"})) for n in range(4)),
    *(Column(f"date_{n}", f"Date {n}", ColumnKind.DATE) for n in range(2)),
    Column("start", "Start", ColumnKind.DATETIME),
    *(Column(f"number_{n}", f"Number {n}", ColumnKind.INTEGER) for n in range(3)),
    Column("share", "Share", ColumnKind.PERCENT),
    Column("is_open", "Open", ColumnKind.BOOLEAN),
)


def rows(count: int = ROWS) -> Iterator[tuple[Any, ...]]:
    """Rows of the shape of participations: names, code words, dates, numbers, some of them empty."""
    first = date(2024, 1, 1)
    start = datetime(2024, 1, 1, 9, 30)
    codes = ("Participant", "Speaker", "Organiser", "Overdue")
    for n in range(count):
        day = first + timedelta(days=n % 700)
        yield (
            f"Climate workshop {n}",
            f"Łucja Ångström-Ørsted {n * 7919 % 50_000}",
            f"Ministry of the Environment, unit {n % 977}",
            f"person{n * 31 % 50_000}@example.org",
            "+39 06 1234 5678" if n % 3 else None,
            "Wien" if n % 2 else "Łódź & region",
            f"Notes on item {n % 13}",
            f"={n}+1" if n % 50 == 0 else "national",
            *(codes[(n + offset) % 4] for offset in range(4)),
            day,
            day if n % 5 else None,
            start + timedelta(minutes=n % 500_000),
            n,
            n * 17 % 1000,
            n % 40 or None,
            n % 100 / 100,
            n % 2 == 0,
        )


def write_ours(path: Path) -> None:
    """Our report writer, with table, filters, formats, print set-up and cover."""
    from capadesk.formats.reports.excel_report_writer import ExcelReportWriter

    provenance = Provenance("Bench", "Bench", datetime(2026, 11, 23, 9, 30), "Europe/Vienna", "0")
    table = Table("participation", "Participation", COLUMNS, rows, ROWS)
    ExcelReportWriter().write(Report("bench", "Bench", provenance, (table,)), path)


def write_floor(path: Path) -> None:
    """openpyxl's write-only mode (with lxml, which it takes when it is there) on the same cells."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.xml import LXML

    assert LXML, "the floor is measured with lxml"
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Participation")
    sheet.append([column.heading for column in COLUMNS])
    # A formula-like text has to be told that it is text; everything else goes the quickest way.
    for row in rows():
        if isinstance(row[7], str) and row[7].startswith("="):
            cell = WriteOnlyCell(sheet, row[7])
            cell.data_type = "s"
            sheet.append([*row[:7], cell, *row[8:]])
        else:
            sheet.append(row)
    workbook.save(path)


def measure(name: str) -> tuple[float, float, int]:
    """Seconds, peak megabytes and bytes of one way, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_excel", "--child", name]
    child = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, megabytes, size = json.loads(child.stdout)
    return seconds, megabytes, size


def run() -> list[tuple[str, float, float]]:
    """What was measured, seconds of the floor, seconds of ours."""
    return [(f"Excel, {ROWS:,} rows x {len(COLUMNS)} columns", measure("floor")[0], measure("ours")[0])]


def _child(name: str) -> None:
    import resource

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.xlsx"
        began = time.perf_counter()
        (write_ours if name == "ours" else write_floor)(path)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        megabytes = peak / (1 << 20) if sys.platform == "darwin" else peak / 1024
        print(json.dumps([seconds, megabytes, path.stat().st_size]))


def main() -> None:
    """Print both ways and their ratio."""
    floor, ours = measure("floor"), measure("ours")
    print(f"Excel, {ROWS:,} rows x {len(COLUMNS)} columns")
    for label, (seconds, megabytes, size) in (("openpyxl write-only, lxml", floor), ("CapaDesk", ours)):
        print(f"  {label:<28} {seconds:6.2f} s  peak {megabytes:4.0f} MB  file {size / 1e6:5.1f} MB")
    print(f"  ratio {ours[0] / floor[0]:.2f}")


if __name__ == "__main__":
    _child(sys.argv[2]) if sys.argv[1:2] == ["--child"] else main()
