"""All that is on a day, or other events, in a small list over the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from capadesk.services.words import _
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_list_view import DayListView
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.lists.record_cell_delegate import row_height
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.popup_panel import PopupPanel
from capadesk.ui.common.look.spacing import MEDIUM, TIGHT

_WIDTH = 420
_ROWS = 8


class DayPopup(PopupPanel):
    """Arrow keys choose, Enter opens, N begins a new event, Escape leaves."""

    opened = Signal(object)
    """An Occurrence."""
    create_wanted = Signal(object)
    """A date."""

    def __init__(self, words: str, day: date, rows: Sequence[DayRow], parent: QWidget) -> None:
        """`words` stand over the rows, whose keys are Occurrences; a new event would be on `day`."""
        super().__init__(words, parent)
        self._day = day
        heading = QLabel(words, self)
        heading.setFont(strong_font(self.font()))
        heading.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        self.model = DayListModel(str, self)
        self.model.set_rows(rows, has_more=False)
        self.list = DayListView(self.model, _("Events of the day"), self)
        height = row_height(self.list.font()) * min(max(len(rows), 1), _ROWS) + 2
        self.list.setFixedSize(QSize(_WIDTH, height))
        self.list.opened.connect(self._open_current)
        self.list.clicked.connect(lambda _index: self._open_current())
        self.column.addWidget(heading)
        self.column.addWidget(self.list)
        if rows:
            self.list.show_position(0)

    def focus_first(self) -> None:
        """See PopupPanel."""
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N begins a new event."""
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            self.close()
            self.create_wanted.emit(self._day)
            return
        super().keyPressEvent(event)

    def _open_current(self) -> None:
        row = self.model.row_at(self.list.currentIndex().row())
        if row is not None:
            self.close()
            self.opened.emit(row.key)
