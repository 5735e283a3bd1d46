"""The list of the finder: one row is chosen, the headings are walked over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from capadesk.services.finder_service import Finding
from capadesk.services.words import _
from capadesk.ui.finder.finding_delegate import FindingDelegate
from capadesk.ui.finder.finding_model import FindingModel


class FindingList(QListView):
    """Never has the focus: the field above it has, and moves its row."""

    chosen = Signal(object)
    """A Finding was clicked."""

    def __init__(self, model: FindingModel, delegate: FindingDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = model
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(_("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)

    @property
    def current(self) -> Finding | None:
        """The finding that Enter would choose."""
        return self._findings.finding_at(self.currentIndex().row())

    def go_on(self, step: int) -> None:
        """Go on by so many findings; stays within the list, but goes round by single steps."""
        rows = self._findings.choosable_rows()
        if not rows:
            return
        current = self.currentIndex().row()
        place = rows.index(current) if current in rows else -1
        place = (place + step) % len(rows) if abs(step) == 1 else min(max(place + step, 0), len(rows) - 1)
        self._go_to(rows[place])

    def go_on_by_page(self, direction: int) -> None:
        """Go on by as many findings as are seen at once."""
        row_height = max(self.sizeHintForIndex(self.currentIndex()).height(), 1)
        self.go_on(direction * max(self.viewport().height() // row_height - 1, 2))

    def go_to_first(self) -> None:
        """Go to the first finding, with the heading above it."""
        rows = self._findings.choosable_rows()
        if rows:
            self._go_to(rows[0])

    def minimumSizeHint(self) -> QSize:
        """Nothing: the panel gives it the height that its rows need."""
        return QSize(0, 0)

    def content_height(self) -> int:
        """The height of all rows, in device-independent pixels."""
        rows = range(self._findings.rowCount())
        return sum(self.sizeHintForIndex(self._findings.index(row)).height() for row in rows)

    def _go_to(self, row: int) -> None:
        index = self._findings.index(row)
        self.setCurrentIndex(index)
        if row == self._findings.choosable_rows()[0]:
            self.scrollToTop()
        else:
            self.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        finding = self._findings.finding_at(index.row())
        if finding is not None:
            self.chosen.emit(finding)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is marked."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()
