"""The list of a section: its first column takes what room there is, figures stand at the far side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QWidget

_NARROWEST = 7


def settings_list(
    parent: QWidget,
    name: str,
    headings: Sequence[str],
    remove: Callable[[], None],
    *,
    figures: int,
    height: int,
) -> QTreeWidget:
    """An empty list.

    `remove` is what the Delete key does, `figures` the column of figures, `height` the least in pixels.
    """
    made = QTreeWidget(parent)
    made.setAccessibleName(name)
    made.setHeaderLabels(list(headings))
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setMinimumHeight(height)
    header = made.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(parent.fontMetrics().horizontalAdvance("M" * _NARROWEST))
    number_side = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
    made.headerItem().setTextAlignment(figures, number_side)
    delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), made)
    delete.setContext(Qt.ShortcutContext.WidgetShortcut)
    delete.activated.connect(remove)
    return made
