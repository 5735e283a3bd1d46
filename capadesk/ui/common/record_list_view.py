"""The list of an area: comfortable rows without a grid, sorted by its headings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from capadesk.services.ports import SortKey
from capadesk.ui.common.calm_style import INSET
from capadesk.ui.common.fonts import small_font
from capadesk.ui.common.list_columns import CellKind
from capadesk.ui.common.record_cell_delegate import RecordCellDelegate, row_height
from capadesk.ui.common.record_list_model import RecordListModel
from capadesk.ui.common.spacing import MEDIUM, SMALL, WIDE

_Index = QModelIndex | QPersistentModelIndex


class RecordListView(QTableView):
    """Shows a RecordListModel."""

    current_moved = Signal(int, int)
    """(position, position before); -1 for none. Not sent while the list is refreshed."""
    opened = Signal()
    """Enter or a double click: the reader wants to work on the current record."""
    sort_chosen = Signal(SortKey)

    def __init__(self, model: RecordListModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = RecordCellDelegate(self)
        self._sort = SortKey("")
        self._is_refreshing = False
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.verticalHeader().hide()
        self._dress_header()
        self._fit_rows()
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    # --- the current record -----------------------------------------------------------------------

    def current_position(self) -> int:
        """The position of the current row, -1 for none."""
        return self.currentIndex().row()

    def selected_positions(self) -> list[int]:
        """The positions of the selected rows, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

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
        if not self._is_refreshing and current.row() != previous.row():
            self.current_moved.emit(current.row(), previous.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when the focus comes; here only the user chooses a record."""
        had_current = self.currentIndex().isValid()
        self._is_refreshing = True
        super().focusInEvent(event)
        if not had_current:
            self.selectionModel().clear()
        self._is_refreshing = False

    # --- sorting ----------------------------------------------------------------------------------

    def show_sort(self, sort: SortKey) -> None:
        """Mark the heading that the list is sorted by."""
        self._sort = sort
        keys = [column.key for column in self._model.columns]
        section = keys.index(sort.column) if sort.column in keys else -1
        order = Qt.SortOrder.DescendingOrder if sort.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    def _heading_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        descending = not self._sort.descending if column.key == self._sort.column else column.descends_first
        self.sort_chosen.emit(SortKey(column.key, descending))

    # --- look -------------------------------------------------------------------------------------

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setProperty(INSET, MEDIUM)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(40)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._heading_clicked)
        for section, column in enumerate(self._model.columns):
            if column.width:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            else:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)

    def _fit_rows(self) -> None:
        header = self.horizontalHeader()
        header.setFont(small_font(self.font()))
        header.setFixedHeight(QFontMetrics(header.font()).height() + 2 * SMALL)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height(self.font()))
        scale = QFontMetrics(self.font()).averageCharWidth() / 7.0
        heading = QFontMetrics(header.font())
        for section, column in enumerate(self._model.columns):
            if column.width:
                needed = heading.horizontalAdvance(column.heading) + MEDIUM + WIDE
                self.setColumnWidth(section, max(round(column.width * max(scale, 1.0)), needed))
        self._choose_columns()

    def _choose_columns(self) -> None:
        width = self.viewport().width()
        self._delegate.list_width = width
        for section, column in enumerate(self._model.columns):
            self.setColumnHidden(section, column.kind is not CellKind.TITLE and width < column.shown_from)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow list leaves out the columns that matter least."""
        self._choose_columns()
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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The whole row under the pointer is marked."""
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
