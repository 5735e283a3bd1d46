"""Copies the chosen rows of a list as a table; brings a copied table in as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from capadesk.services.desk import Desk
from capadesk.services.selection import Selection
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.copied_table import CopiedTable, copied_columns, copied_table
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.window_page import WindowPage

_AT_ONCE = 200
"""So many rows are copied at once; more are read in a thread."""


class ListClipboard:
    """The clipboard of one area."""

    def __init__(
        self,
        desk: Desk,
        page: WindowPage,
        columns: Callable[[], Sequence[ListColumn]],
        own_zone: Callable[[], str],
    ) -> None:
        self._desk = desk
        self._page = page
        self._columns = columns
        self._own_zone = own_zone

    def copy(self, selection: Selection) -> None:
        """Put the rows on the clipboard."""
        if not len(selection):
            return
        if len(selection) <= _AT_ONCE:
            self._take(self.table(selection))
        else:
            self._page.job_wanted.emit(
                _("Copying the rows"), lambda step: self.table(selection, step), self._take
            )

    def table(self, selection: Selection, step: Any = None) -> CopiedTable:
        """The rows as a table; safe in any thread."""
        columns = copied_columns(self._desk, selection.record_kind, self._columns(), self._own_zone)
        return copied_table(columns, selection.rows(self._desk.store.lists, step))

    def _take(self, table: CopiedTable) -> None:
        data = QMimeData()
        data.setHtml(table.html)
        data.setText(table.text)
        data.setData("text/csv", table.csv.encode())
        QApplication.clipboard().setMimeData(data)
        number = self._desk.localisation.number(table.row_count)
        text = ngettext(
            "{count} row is on the clipboard, as a table.",
            "{count} rows are on the clipboard, as a table.",
            table.row_count,
        )
        self._page.told.emit(text.format(count=number))
