"""Codes, dates and truths as the words of a report; what was worded once is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from capadesk.domain.codes import CodeList
from capadesk.domain.when import Precision, When
from capadesk.services.ports import CodeBook, Localisation
from capadesk.services.words import N_, _

_PRECISIONS = {
    Precision.DATETIME: N_("Date and time"),
    Precision.DAY: N_("Day"),
    Precision.MONTH: N_("Month"),
    Precision.YEAR: N_("Year"),
    Precision.UNKNOWN: N_("Not known yet"),
}

DateCells = tuple[str | None, date | None, date | None, str | None]
"""A date in a report: as people say it, first day, last day, and how well it is known."""


class ReportWords:
    """Words for the cells of one report; an empty cell is None."""

    def __init__(self, code_book: CodeBook, localisation: Localisation, own_zone: str) -> None:
        self._code_book = code_book
        self._localisation = localisation
        self._own_zone = own_zone
        self._labels: dict[tuple[CodeList, str], str | None] = {}
        self._dates: tuple[When, DateCells] | None = None

    def label(self, code_list: CodeList, code: str) -> str | None:
        """The word for a code."""
        key = (code_list, code)
        if key not in self._labels:
            self._labels[key] = self._code_book.label(code_list, code) or None
        return self._labels[key]

    def labels(self, code_list: CodeList, codes: Sequence[str]) -> str | None:
        """The words for several codes, as a list."""
        return ", ".join(self.label(code_list, code) or code for code in codes) or None

    def date_cells(self, when: When) -> DateCells:
        """The four cells of a date; rows of one event follow each other, so the last is remembered."""
        if self._dates is None or self._dates[0] is not when:
            said = self._localisation.when(when, own_zone=self._own_zone) or None
            cells = (said, when.first_day, when.last_day, _(_PRECISIONS[when.precision]))
            self._dates = (when, cells)
        return self._dates[1]

    def yes(self, value: bool) -> str | None:
        """ "Yes", or an empty cell."""
        return _("Yes") if value else None
