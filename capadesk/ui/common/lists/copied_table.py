"""Rows of a list as a table for other programs: HTML that Excel and Word take, tabs, and CSV (without Qt)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any, NamedTuple

from capadesk.domain.when import Precision, When
from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn

_EPOCH = datetime(1899, 12, 30)
"""Day 0 of spreadsheets."""
_DAY_FORMAT = "YYYY-MM-DD"
_TIME_FORMAT = "YYYY-MM-DD HH:MM:SS"  # without seconds LibreOffice takes it for no time at all
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")
_BLANKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class CopiedCell(NamedTuple):
    """A cell: how it reads; for spreadsheets a number, too, and how that is shown ("" for plainly)."""

    text: str
    number: float | None = None
    format: str = ""


@dataclass(frozen=True, slots=True)
class CopiedColumn:
    """One column of the table."""

    heading: str
    cell: Callable[[Any], CopiedCell]


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """The same table in three formats."""

    html: str
    text: str
    csv: str
    row_count: int


def copied_table(columns: Sequence[CopiedColumn], rows: Iterable[Any]) -> CopiedTable:
    """The rows under their headings.

    In HTML text is marked as text, so that no program takes it for a formula, a number or a date, and stays
    as it is. Tabs and CSV have no such mark: there an apostrophe stands before what would be run as a formula
    (=1+1, @SUM, but not a telephone number or a negative number); pasting it here takes it away again.
    """
    headings = [column.heading for column in columns]
    html = [_HTML_HEAD, "<tr>", *(f"<th>{escape(heading)}</th>" for heading in headings), "</tr>\n"]
    tabs, commas = io.StringIO(), io.StringIO()
    writers = csv.writer(tabs, delimiter="\t", lineterminator="\n"), csv.writer(commas)
    for writer in writers:
        writer.writerow(headings)
    count = 0
    for row in rows:
        count += 1
        cells = [column.cell(row) for column in columns]
        html.append("<tr>" + "".join(map(_html_cell, cells)) + "</tr>\n")
        guarded = [guarded_text(_BLANKS.sub(" ", cell.text)) for cell in cells]
        for writer in writers:
            writer.writerow(guarded)
    html.append("</table></body></html>")
    return CopiedTable("".join(html), tabs.getvalue(), commas.getvalue(), count)


def guarded_text(text: str) -> str:
    """With an apostrophe before it, if a spreadsheet would run it as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def copied_columns(
    desk: Desk, record_kind: str, columns: Sequence[ListColumn], own_zone: Callable[[], str] = lambda: ""
) -> tuple[CopiedColumn, ...]:
    """The columns of a list, in their order; then what its second lines say, in columns of their own."""
    country = desk.localisation.country_name
    made: list[CopiedColumn] = []
    for column in columns:
        special = _split(desk, record_kind, column)
        made.extend(special or [CopiedColumn(column.heading, _cell_of(desk, column))])
    more = {
        "event": (("city", _("City")), ("country", _("Country")), ("organisers", _("Organisers"))),
        "person": (
            ("position", _("Position")),
            ("organisation", _("Organisation")),
            ("city", _("City")),
            ("country", _("Country")),
        ),
        "organisation": (("short_name", _("Short name")), ("city", _("City")), ("country", _("Country"))),
    }.get(record_kind, ())
    if record_kind == "event":
        made.append(CopiedColumn(_("Time zone"), lambda row: _other_zone(row.when, own_zone())))
    there = {column.heading for column in made}
    for field, heading in more:
        if heading not in there:
            is_country = field == "country"
            made.append(
                CopiedColumn(
                    heading,
                    lambda row, field=field, is_country=is_country: CopiedCell(  # type: ignore[misc]
                        country(getattr(row, field))
                        if is_country and getattr(row, field)
                        else getattr(row, field)
                    ),
                )
            )
    return tuple(made)


# --- columns ----------------------------------------------------------------------------------------


def _split(desk: Desk, record_kind: str, column: ListColumn) -> list[CopiedColumn]:
    """Columns of the list that are more than one in a table."""
    if column.key == "when":
        return [
            CopiedColumn(_("Start"), lambda row: _point(desk, row.when, is_end=False)),
            CopiedColumn(_("End"), lambda row: _point(desk, row.when, is_end=True)),
        ]
    if record_kind == "person" and column.kind is CellKind.TITLE:
        return [
            CopiedColumn(_("Given name"), lambda row: CopiedCell(row.given_name)),
            CopiedColumn(_("Family name"), lambda row: CopiedCell(row.family_name)),
        ]
    if record_kind == "person" and column.key == "city":
        return [
            CopiedColumn(_("City"), lambda row: CopiedCell(row.city)),
            CopiedColumn(
                _("Country"),
                lambda row: CopiedCell(desk.localisation.country_name(row.country) if row.country else ""),
            ),
        ]
    return []


def _cell_of(desk: Desk, column: ListColumn) -> Callable[[Any], CopiedCell]:
    def cell(row: Any) -> CopiedCell:
        value = getattr(row, column.key, None)
        if column.kind is CellKind.NUMBER and isinstance(value, int | float):
            return CopiedCell(column.text(row), float(value)) if column.text(row) else CopiedCell("")
        if isinstance(value, date):
            return _day(desk.localisation.date(value), value)  # not “in 3 days”
        return CopiedCell(column.text(row))

    return cell


def _point(desk: Desk, when: When, *, is_end: bool) -> CopiedCell:
    """The start or the end as text, for spreadsheets as a date; an end that is the start is left out."""
    words = desk.localisation
    first, last = when.first_day, when.last_day
    if first is None or last is None:
        return CopiedCell("")
    if when.precision is Precision.DATETIME:
        point = when.end if is_end else when.start
        if not isinstance(point, datetime) or (is_end and point == when.start):
            return CopiedCell("")
        text = f"{words.date(point.date())}, {words.time(point)}"
        return CopiedCell(text, (point - _EPOCH).total_seconds() / 86400, _TIME_FORMAT)
    if when.precision is Precision.DAY:
        if is_end and last == first:
            return CopiedCell("")
        day = last if is_end else first
        return _day(words.date(day), day)
    day = last if is_end else first
    if when.precision is Precision.MONTH:
        is_one = (first.year, first.month) == (last.year, last.month)
        return CopiedCell("" if is_end and is_one else words.month(day.year, day.month))
    return CopiedCell("" if is_end and first.year == last.year else str(day.year))


def _other_zone(when: When, own_zone: str) -> CopiedCell:
    return CopiedCell("" if when.zone == own_zone else when.zone)


def _day(text: str, day: date) -> CopiedCell:
    return CopiedCell(text, float((datetime(day.year, day.month, day.day) - _EPOCH).days), _DAY_FORMAT)


# --- HTML -------------------------------------------------------------------------------------------

_HTML_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
)


def _html_cell(cell: CopiedCell) -> str:
    text = escape(cell.text)
    if cell.number is None:
        # Excel's mark of text, and LibreOffice's.
        return f'<td style="mso-number-format:\'\\@\'" sdnum="1033;0;@">{text}</td>'
    number = f"{cell.number:.15g}"
    if not cell.format:
        return f'<td align="right" x:num="{number}" sdval="{number}">{text}</td>'
    style = (
        cell.format.removesuffix(":SS").lower().replace("-", "\\-").replace(" ", "\\ ").replace(":", "\\:")
    )
    return (
        f'<td x:num="{number}" sdval="{number}" sdnum="1033;0;{cell.format}"'
        f" style=\"mso-number-format:'{style}'\">{text}</td>"
    )
