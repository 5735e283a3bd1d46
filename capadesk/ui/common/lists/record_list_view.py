"""The list of an area: comfortable rows without a grid, sorted by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from capadesk.services.ports import SortKey
from capadesk.ui.common.lists.column_keeper import ColumnKeeper
from capadesk.ui.common.lists.group_headings import GroupHeadings
from capadesk.ui.common.lists.list_heading import ListHeading
from capadesk.ui.common.lists.record_cell_delegate import RecordCellDelegate, row_height
from capadesk.ui.common.lists.record_list_model import RecordListModel

_Index = QModelIndex | QPersistentModelIndex


class RecordListView(QTableView):
    """Shows a RecordListModel."""

    current_moved = Signal(int, int)
    """(position, position before); -1 for none. Not sent while the list is refreshed."""
    selection_counted = Signal(int)
    """So many rows are selected, other than before. Not sent while the list is refreshed."""
    edit_wanted = Signal(QModelIndex)
    """A double click on a cell that is changed in place."""
    drag_wanted = Signal()
    """The selected rows are being dragged."""
    opened = Signal()
    """Enter or a double click: the reader wants to work on the current record."""
    sort_chosen = Signal(SortKey)
    """A heading was clicked."""
    sort_added = Signal(SortKey)
    """A heading was clicked with Shift: it decides among equals."""

    def __init__(self, model: RecordListModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = RecordCellDelegate(self)
        self._sorts: tuple[SortKey, ...] = ()
        self._is_refreshing = False
        self._is_pressing = False
        self._is_dragging = False
        self._selected_before = 0
        self.inline_keys: frozenset[str] = frozenset()
        """The columns whose cells a double click changes in place."""
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        corner = QWidget(self)
        corner.setBackgroundRole(QPalette.ColorRole.Base)
        corner.setAutoFillBackground(True)
        self.setCornerWidget(corner)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.verticalHeader().hide()
        self.headings = GroupHeadings(self, model)
        self.heading = ListHeading(model.columns, self)
        self.setHorizontalHeader(self.heading)
        # Its own, always empty: with the list's it would look at every row to paint a heading as chosen.
        self.heading.setSelectionModel(QItemSelectionModel(model, self.heading))
        self.columns = ColumnKeeper(self, self.heading, model.columns)
        self.columns.changed.connect(self._show_columns)
        self.heading.sectionClicked.connect(self._heading_clicked)
        self._delegate.heading_height = lambda row: self.headings.height if row in model.headings else 0
        self._fit_rows()
        self.doubleClicked.connect(self._double_clicked)

    # --- the current record -----------------------------------------------------------------------

    def current_position(self) -> int:
        """The position of the current row, -1 for none."""
        return self.currentIndex().row()

    def selected_positions(self) -> list[int]:
        """The positions of the selected rows, in order."""
        # By ranges: Qt asks the model several times for each single row.
        positions: set[int] = set()
        for chosen in self._selected_ranges():
            positions.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(positions)

    def selected_count(self) -> int:
        """How many rows are selected."""
        ranges = self._selected_ranges()
        return ranges[0].height() if len(ranges) == 1 else len(self.selected_positions())

    def _selected_ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def select_positions(self, positions: Iterable[int]) -> None:
        """Select these rows, in ascending order, without telling anybody; the current row stays."""
        selection = QItemSelection()
        last_column = self._model.columnCount() - 1
        first = last = -1
        for position in [*positions, -1]:
            if position == last + 1 and first >= 0:
                last = position
                continue
            if first >= 0:
                selection.select(self._model.index(first, 0), self._model.index(last, last_column))
            first = last = position
        self._is_refreshing = True
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._is_refreshing = False

    def show_position(self, position: int | None, *, scroll: bool = True) -> None:
        """Make a row current (None: no row) without telling anybody."""
        self._is_refreshing = True
        try:
            selection = self.selectionModel()
            if position is None or not 0 <= position < self._model.rowCount():
                selection.clear()
                return
            index = self._model.index(position, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            if scroll:
                self.scrollTo(index)
        finally:
            self._is_refreshing = False

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Qt says that another row is current."""
        super().currentChanged(current, previous)
        if not self._is_refreshing and not self._is_pressing and current.row() != previous.row():
            self.current_moved.emit(current.row(), previous.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt says that other rows are selected."""
        super().selectionChanged(selected, deselected)
        count = self.selected_count()
        if count != self._selected_before:
            self._selected_before = count
            if not self._is_refreshing:
                self.selection_counted.emit(count)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt moves the current row before it selects: only then is it known how many are chosen."""
        if self.headings.is_over(event.position().toPoint()):
            return
        before = self.currentIndex().row()
        self._is_pressing, self._is_dragging = True, False
        super().mousePressEvent(event)
        self._is_pressing = False
        current = self.currentIndex().row()
        if current != before:
            self.current_moved.emit(current, before)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Qt says that the selected rows are being dragged."""
        self._is_dragging = True
        self.drag_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag is no click on a row."""
        if self._is_dragging:
            self._is_dragging = False
            return
        super().mouseReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when the focus comes; here only the user chooses a record."""
        had_current = self.currentIndex().isValid()
        self._is_refreshing = True
        super().focusInEvent(event)
        if not had_current:
            self.selectionModel().clear()
        self._is_refreshing = False

    # --- sorting ----------------------------------------------------------------------------------

    def show_sorts(self, sorts: Sequence[SortKey]) -> None:
        """Mark the headings that the list is sorted by."""
        self._sorts = tuple(sorts)
        self.heading.show_sorts(sorts)

    def _heading_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sort_added.emit(SortKey(column.key, column.descends_first))
            return
        first = self._sorts[0] if self._sorts else SortKey("")
        descending = not first.descending if column.key == first.column else column.descends_first
        self.sort_chosen.emit(SortKey(column.key, descending))

    # --- look -------------------------------------------------------------------------------------

    def _fit_rows(self) -> None:
        self.heading.fit_font()
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height(self.font()))
        self.headings.make_room()
        self._show_columns()

    def _show_columns(self) -> None:
        self.columns.fit()
        self._delegate.hidden_keys = self.columns.hidden_keys()
        self.viewport().update()

    def cell_rect(self, index: _Index) -> QRect:
        """Where a cell stands, without the heading of a group over it."""
        return self.headings.body(index.row(), self.visualRect(index))

    def sizeHintForColumn(self, column: int) -> int:
        """A double click on the edge of a heading brings its own width back."""
        return self.columns.own_width(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow list leaves out the columns that matter least."""
        self._show_columns()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other rows."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_rows()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The current row is marked as a whole while the list has the focus."""
        self._delegate.focused_row = self.currentIndex().row() if self.hasFocus() else -1
        super().paintEvent(event)
        self.headings.paint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The whole row under the pointer is marked."""
        if self._is_dragging and event.buttons():
            return  # the file is still being written: Qt would take the movement for choosing rows
        self._is_dragging = False
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _double_clicked(self, index: QModelIndex) -> None:
        if self._model.columns[index.column()].key in self.inline_keys:
            self.edit_wanted.emit(index)
        else:
            self.opened.emit()

    # --- keys and menu ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _show_menu(self, place: QPoint) -> None:
        actions: list[QAction] = self.actions()
        if actions and self.indexAt(place).isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(actions)
            menu.popup(self.viewport().mapToGlobal(place))
