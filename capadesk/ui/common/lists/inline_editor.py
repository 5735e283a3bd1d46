"""Changes a cell of a list in place: a chip by a small chooser, a name by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QIcon, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from capadesk.domain.codes import KindFamily
from capadesk.services.desk import Desk
from capadesk.ui.common.lists.bulk_choices import INLINE_TEXTS, BulkChoice, codes_of, inline_codes
from capadesk.ui.common.lists.record_list_model import RecordListModel
from capadesk.ui.common.lists.record_list_view import RecordListView
from capadesk.ui.common.look.chip import Chip
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.palette import tone_colours
from capadesk.ui.common.look.spacing import TIGHT

_Index = QModelIndex | QPersistentModelIndex


class InlineEditor(QObject):
    """Offers what can be chosen for one cell; storing it is up to the page."""

    chosen = Signal(object, str, object, object)
    """(id of the record, field, the value that was shown, the new one)."""

    def __init__(self, desk: Desk, record_kind: str, family: KindFamily | None, view: RecordListView) -> None:
        super().__init__(view)
        self._desk = desk
        self._family = family
        self._view = view
        model = view.model()
        assert isinstance(model, RecordListModel)
        self._model = model
        self._codes = {choice.field: choice for choice in inline_codes(record_kind)}
        self._text_column, self._text_field = INLINE_TEXTS.get(record_kind, ("", ""))
        self._line: _CellLine | None = None
        self.menu: QMenu | None = None
        view.inline_keys = frozenset(self._codes)
        view.edit_wanted.connect(self.start)
        view.verticalScrollBar().valueChanged.connect(lambda _value: self._put_line())
        model.modelAboutToBeReset.connect(self.leave)

    @property
    def choices(self) -> Sequence[BulkChoice]:
        """The fields that are chosen from a list."""
        return tuple(self._codes.values())

    @property
    def line(self) -> QLineEdit | None:
        """The line that is typed in at the moment."""
        return self._line

    def start(self, index: _Index) -> bool:
        """Change the cell; one that cannot be changed in place stands for its row's name. Whether it can."""
        if not index.isValid():
            return False
        column = self._model.columns[index.column()]
        if column.key in self._codes and not self._view.isColumnHidden(index.column()):
            self._choose(index, self._codes[column.key])
            return True
        for number, each in enumerate(self._model.columns):
            if each.key == self._text_column and not self._view.isColumnHidden(number):
                self._type(self._model.index(index.row(), number))
                return True
        return False

    def leave(self) -> None:
        """Give up typing."""
        if self._line is not None:
            self._line.leave()

    # --- choosing ---------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu, choice: BulkChoice, current: str, act: Callable[[str], None]) -> None:
        """Put the values of a field into a menu; the current one is marked."""
        menu.clear()
        for code, word, look in codes_of(self._desk, choice, self._family):
            action = QAction(word.replace("&", "&&"), menu)
            if look is not None:
                action.setIcon(_chip_icon(look, menu))
            action.triggered.connect(lambda _checked=False, code=code: act(code))
            menu.addAction(action)
            if code == current:
                action.setFont(strong_font(menu.font()))
                menu.setActiveAction(action)

    def _choose(self, index: _Index, choice: BulkChoice) -> None:
        row = self._model.row_at(index.row())
        if row is None:
            return
        menu = self.menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(choice.label)
        menu.destroyed.connect(self._forget_menu)
        current = getattr(row, choice.field)

        def act(code: str) -> None:
            if code != current:
                self.chosen.emit(row.id, choice.field, current, code)

        self.fill_menu(menu, choice, current, act)
        cell = self._view.cell_rect(index)
        is_mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        corner = cell.bottomRight() if is_mirrored else cell.bottomLeft()
        if is_mirrored:
            corner -= QPoint(menu.sizeHint().width(), 0)
        menu.popup(self._view.viewport().mapToGlobal(corner))

    def _forget_menu(self) -> None:
        self.menu = None

    # --- typing -----------------------------------------------------------------------------------

    def _type(self, index: _Index) -> None:
        row = self._model.row_at(index.row())
        if row is None:
            return
        self.leave()
        self._view.scrollTo(index)
        record_id: UUID = row.id
        before = str(getattr(row, self._text_field))
        line = self._line = _CellLine(before, QPersistentModelIndex(index), self._view.viewport())
        line.setAccessibleName(self._model.columns[index.column()].heading)
        line.stored.connect(lambda text: self._stored(record_id, before, text))
        line.left.connect(self._line_left)
        line.stepped.connect(self._step)
        self._put_line()
        line.show()
        line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stored(self, record_id: UUID, before: str, text: str) -> None:
        if text != before:
            self.chosen.emit(record_id, self._text_field, before, text)

    def _line_left(self, had_focus: bool) -> None:
        self._line = None
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_line(self) -> None:
        if self._line is not None:
            place = self._line.index
            cell = self._view.cell_rect(self._model.index(place.row(), place.column()))
            height = self._line.sizeHint().height()
            top = cell.center().y() - height // 2
            self._line.setGeometry(QRect(cell.x() + TIGHT, top, cell.width() - 2 * TIGHT, height))

    def _step(self, index: _Index) -> None:
        """Go on to the first chip of the row."""
        for number, column in enumerate(self._model.columns):
            if column.key in self._codes and not self._view.isColumnHidden(number):
                self._choose(self._model.index(index.row(), number), self._codes[column.key])
                return


class _CellLine(QLineEdit):
    """A line in a cell: Enter, Tab and going elsewhere store, Escape leaves it as it was."""

    stored = Signal(str)
    left = Signal(bool)
    stepped = Signal(object)

    def __init__(self, text: str, index: QPersistentModelIndex, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.index = index
        self._is_over = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter stores, Escape leaves; nothing of it reaches the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(is_stored=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._finish(is_stored=False)
        else:
            super().keyPressEvent(event)
            event.accept()

    def event(self, event: QEvent) -> bool:
        """Tab stores, and goes on in the row."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
        ):
            index = self.index
            self._finish(is_stored=True)
            self.stepped.emit(index)
            return True
        return bool(super().event(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere stores, but for menus and other windows."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._finish(is_stored=True)

    def leave(self) -> None:
        """Give up what was typed."""
        self._finish(is_stored=False)

    def _finish(self, *, is_stored: bool) -> None:
        if self._is_over:
            return
        self._is_over = True
        text, had_focus = " ".join(self.text().split()), self.hasFocus()
        self.left.emit(had_focus or QApplication.focusWidget() is None)
        self.hide()
        self.deleteLater()
        if is_stored:
            self.stored.emit(text)


def _chip_icon(look: Chip, widget: QWidget) -> QIcon:
    icon = QIcon()
    ink = tone_colours(look.tone, widget.palette()).text
    marked = widget.palette().color(QPalette.ColorRole.HighlightedText)
    for scale in (1, 2):
        icon.addPixmap(pixmap(look.icon, ink, scale=scale))
        icon.addPixmap(pixmap(look.icon, marked, scale=scale), QIcon.Mode.Active)
    return icon
