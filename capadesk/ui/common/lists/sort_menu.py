"""The menu of orders and groups, for those who do not click headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from capadesk.services.ports import SortKey
from capadesk.services.words import _
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_facets import group_name


class SortMenu(QMenu):
    """Says what headings say: the first order, further ones with their number, and groups."""

    sort_chosen = Signal(SortKey)
    sort_added = Signal(SortKey)
    group_chosen = Signal(str)

    def __init__(self, columns: Sequence[ListColumn], groupings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._sorts: tuple[SortKey, ...] = ()
        first = QActionGroup(self)
        self.firsts = []
        for column in self._columns:
            action = self.addAction(column.heading)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, each=column: self._choose(each))
            first.addAction(action)
            self.firsts.append(action)
        self.addSeparator()
        self.backwards = self.addAction(_("&Descending"))
        self.backwards.setCheckable(True)
        self.backwards.triggered.connect(self._turn)
        self.then_menu = self.addMenu(_("&Then by"))
        for column in self._columns:
            action = self.then_menu.addAction(column.heading)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, each=column: self._add(each))
        self.addSeparator()
        self.group_menu = self.addMenu(_("&Groups"))
        groups = QActionGroup(self)
        for group in ["", *groupings]:
            action = self.group_menu.addAction(group_name(group))
            action.setCheckable(True)
            action.setData(group)
            action.triggered.connect(lambda _checked=False, group=group: self.group_chosen.emit(group))
            groups.addAction(action)

    def show_order(self, sorts: Sequence[SortKey], group: str) -> None:
        """Mark the order and the groups."""
        self._sorts = tuple(sorts)
        places = {key.column: place for place, key in enumerate(sorts, 1)}
        for column, first, then in zip(self._columns, self.firsts, self.then_menu.actions(), strict=True):
            place = places.get(column.key, 0)
            first.setChecked(place == 1)
            then.setChecked(place > 1)
            then.setEnabled(place != 1)
            down = next((key.descending for key in sorts if key.column == column.key), False)
            then.setText(_heading(column.heading, place, is_descending=down))
        self.backwards.setChecked(sorts[0].descending)
        for action in self.group_menu.actions():
            action.setChecked(action.data() == group)

    def _choose(self, column: ListColumn) -> None:
        self.sort_chosen.emit(SortKey(column.key, column.descends_first))

    def _turn(self, is_descending: bool) -> None:
        if self._sorts:
            self.sort_chosen.emit(SortKey(self._sorts[0].column, is_descending))

    def _add(self, column: ListColumn) -> None:
        known = next((key for key in self._sorts if key.column == column.key), None)
        self.sort_added.emit(known or SortKey(column.key, column.descends_first))


def _heading(heading: str, place: int, *, is_descending: bool) -> str:
    if place < 2:
        return heading
    words = _("{number}. {heading}, descending") if is_descending else _("{number}. {heading}")
    return words.format(number=place, heading=heading)
