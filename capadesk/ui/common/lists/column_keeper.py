"""Lays the columns of a list out: which are there, in which order, how wide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from capadesk.ui.common.lists.column_layout import ColumnLayout
from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.lists.list_heading import ListHeading
from capadesk.ui.common.look.spacing import MEDIUM, WIDE

_LEAST_TITLE = 220
_NARROWEST_TITLE = 120
_TITLE_SHARE = 0.4
_SOFTEST = 0.65


class ColumnKeeper(QObject):
    """The columns of one view; the title takes what the others leave."""

    changed = Signal()
    """The user moved or widened a heading, or chose other columns."""

    def __init__(self, view: QTableView, heading: ListHeading, columns: Sequence[ListColumn]) -> None:
        super().__init__(view)
        self._view = view
        self._heading = heading
        self.columns = tuple(columns)
        self.layout = ColumnLayout()
        self._is_fitting = False
        for section, column in enumerate(self.columns):
            is_title = column.kind is CellKind.TITLE
            mode = QHeaderView.ResizeMode.Fixed if is_title else QHeaderView.ResizeMode.Interactive
            heading.setSectionResizeMode(section, mode)
        heading.sectionResized.connect(self._resized)
        heading.sectionMoved.connect(self._moved)

    def set_layout(self, layout: ColumnLayout) -> None:
        """Show these columns so."""
        self.layout = layout
        self.fit()
        self.changed.emit()

    def hidden_keys(self) -> frozenset[str]:
        """The columns that are not there."""
        return frozenset(
            each.key for section, each in enumerate(self.columns) if self._heading.isSectionHidden(section)
        )

    def shown_keys(self) -> list[str]:
        """The columns that are there, in their order."""
        hidden = self.hidden_keys()
        return [each.key for each in self.layout.in_order(self.columns) if each.key not in hidden]

    def own_width(self, section: int) -> int:
        """How wide a column is if the user does not say otherwise."""
        column = self.columns[section]
        scale = QFontMetrics(self._view.font()).averageCharWidth() / 7.0
        words = QFontMetrics(self._heading.font()).horizontalAdvance(column.heading)
        return max(round(column.width * max(scale, 1.0)), words + MEDIUM + WIDE)

    def fit(self) -> None:
        """Lay out anew: the list has another width, font or layout."""
        if self._is_fitting:
            return
        self._is_fitting = True
        width = self._view.viewport().width()
        columns = self.layout.in_order(self.columns)
        shown = [each for each in columns if self.layout.shows(each, width)]
        widths = self._widths(shown, width)
        for place, column in enumerate(columns):
            section = self.columns.index(column)
            self._heading.moveSection(self._heading.visualIndex(section), place)
            self._view.setColumnHidden(section, column.key not in widths)
            if column.key in widths:
                self._heading.resizeSection(section, widths[column.key])
        self._is_fitting = False

    def _widths(self, shown: Sequence[ListColumn], room: int) -> dict[str, int]:
        # Words give way before the list must be moved sideways; widths that the user chose do not.
        own = {each.key: self.own_width(self.columns.index(each)) for each in shown}
        widths = own | {key: width for key, width in self.layout.widths.items() if key in own}
        title = next(each.key for each in shown if each.kind is CellKind.TITLE)
        least = min(max(round(room * _TITLE_SHARE), _NARROWEST_TITLE), _LEAST_TITLE)
        left = room - sum(width for key, width in widths.items() if key != title)
        soft = [
            each.key
            for each in shown
            if each.key not in self.layout.widths
            and (each.kind is CellKind.TEXT or (self.layout.is_automatic and each.key != title))
        ]
        if left < least and soft:
            share = max(1 - (least - left) / sum(widths[key] for key in soft), _SOFTEST)
            widths |= {key: round(widths[key] * share) for key in soft}
            left = room - sum(width for key, width in widths.items() if key != title)
        widths[title] = max(left, least)
        return widths

    def _resized(self, section: int, _before: int, width: int) -> None:
        if not self._is_fitting and width and not self._heading.isSectionHidden(section):
            self.set_layout(self.layout.with_width(self.columns[section].key, width))

    def _moved(self, _section: int, _before: int, _after: int) -> None:
        if not self._is_fitting:
            heading = self._heading
            order = [self.columns[heading.logicalIndex(place)].key for place in range(heading.count())]
            self.set_layout(self.layout.with_order(order))
