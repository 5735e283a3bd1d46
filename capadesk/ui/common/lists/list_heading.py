"""The headings of a list: an arrow, and a number where several decide on the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from capadesk.services.ports import SortKey
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.look.calm_style import INSET
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.spacing import MEDIUM, SMALL


class ListHeading(QHeaderView):
    """Marks every heading that the list is sorted by."""

    def __init__(self, columns: Sequence[ListColumn], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._places: dict[str, tuple[int, bool]] = {}
        self._has_several = False
        self.setProperty(INSET, MEDIUM)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setMinimumSectionSize(40)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_sorts(self, sorts: Sequence[SortKey]) -> None:
        """Mark these headings, the most important first."""
        self._places = {key.column: (place, key.descending) for place, key in enumerate(sorts, 1)}
        self._has_several = len(sorts) > 1
        self.viewport().update()

    def marked_text(self, section: int) -> str:
        """The words of a heading, with its number where several decide."""
        column = self._columns[section]
        place = self._places.get(column.key)
        return f"{column.heading} {place[0]}" if place and self._has_several else column.heading

    def fit_font(self) -> None:
        """Take the font of the list."""
        parent = self.parentWidget()
        if parent is not None:
            self.setFont(small_font(parent.font()))
        self.setFixedHeight(self.fontMetrics().height() + 2 * SMALL)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Qt asks how a heading looks."""
        super().initStyleOptionForIndex(option, section)
        place = self._places.get(self._columns[section].key)
        indicator = QStyleOptionHeader.SortIndicator
        if place is None:
            option.sortIndicator = indicator.None_
            return
        option.text = self.marked_text(section)
        # Qt means by "down" that small values are on top.
        option.sortIndicator = indicator.SortUp if place[1] else indicator.SortDown

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Its words, and room for the arrow."""
        return super().sectionSizeFromContents(section)
