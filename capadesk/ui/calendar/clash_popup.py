"""What stands in the way of the events that are seen, in a small list over the calendar, and what is fine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.services.calendars.date_clash import DateClash
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.editing.date_clash_words import clash_text
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_list_view import DayListView
from capadesk.ui.common.lists.day_rows import DayRow, RowMark
from capadesk.ui.common.lists.record_cell_delegate import row_height
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.look.popup_panel import PopupPanel
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT

_WIDTH = 620
_ROWS = 8
_LINES = 3
_AT_ONCE = 50


class ClashPopup(PopupPanel):
    """Arrow keys choose, Enter opens the event, F says that it is fine or takes that back, Escape leaves."""

    opened = Signal(object)
    """An Occurrence."""
    changed = Signal(object)
    """A ChangeSet: something was said."""
    failed = Signal(object)
    """A CapaDeskError: nothing was said."""

    def __init__(
        self, presenter: CalendarPresenter, clashes: Sequence[DateClash], zone: str, parent: QWidget
    ) -> None:
        """`clashes` in the order in which they are listed, what is fine among them."""
        words = _("What stands in the way")
        super().__init__(words, parent)
        self._presenter = presenter
        self._zone = zone
        self._rest: Iterator[DateClash] = iter(clashes)
        heading = QLabel(leading(words), self)
        heading.setFont(strong_font(self.font()))
        heading.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        self.model = DayListModel(str, self)
        self.model.more_wanted.connect(self._show_more)
        self.list = DayListView(self.model, words, self)
        height = row_height(self.list.font()) * min(max(len(clashes), 2), _ROWS) + 2
        self.list.setFixedSize(QSize(_WIDTH, height))
        self.list.opened.connect(self._open_current)
        self.list.chosen.connect(self._show_current)
        self.list.installEventFilter(self)
        self.column.addWidget(heading)
        self.whole = QLabel(self)
        self.whole.setTextFormat(Qt.TextFormat.PlainText)
        self.whole.setFont(small_font(self.font()))
        self.whole.setWordWrap(True)
        self.whole.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.whole.setFixedSize(_WIDTH, self.whole.fontMetrics().height() * _LINES + 2 * SMALL)
        self.column.addWidget(self.list)
        self.column.addWidget(self.whole)
        self.column.addLayout(self._make_foot())
        self.model.set_rows(self._next_rows(), has_more=True)
        self.list.show_position(0)
        self._show_current(self._current())

    def _make_foot(self) -> QHBoxLayout:
        hint = QLabel(_("What is fine stays fine until one of the events moves."), self)
        hint.setFont(small_font(self.font()))
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        hint.setWordWrap(True)
        self.open_button = QPushButton(_("&Open"), self)
        self.open_button.clicked.connect(self._open_current)
        self.say_button = QPushButton(self)
        self.say_button.clicked.connect(self._say)
        self.say_button.setVisible(self._presenter.is_changeable)
        foot = QHBoxLayout()
        foot.setContentsMargins(MEDIUM, TIGHT, MEDIUM, TIGHT)
        foot.setSpacing(SMALL)
        foot.addWidget(hint, 1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.say_button)
        return foot

    def focus_first(self) -> None:
        """See PopupPanel."""
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F in the list: it would go to a row that begins with it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_F
            and not event.modifiers()
        ):
            self._say()
            return True
        return super().eventFilter(watched, event)

    # --- rows -------------------------------------------------------------------------------------

    def _next_rows(self) -> list[DayRow]:
        return [self._row(clash) for clash in islice(self._rest, _AT_ONCE)]

    def _show_more(self) -> None:
        rows = self._next_rows()
        self.model.append(rows, has_more=len(rows) == _AT_ONCE)

    def _row(self, clash: DateClash) -> DayRow:
        presenter, event = self._presenter, clash.own
        look = presenter.look(event)
        fine = (RowMark("check_circle", Tone.GREEN, _("Fine")),) if clash.is_fine else ()
        detail = clash_text(presenter.desk, clash, self._zone)
        return DayRow(clash, "", look.icon, look.tone, presenter.title_of(event), detail, fine, clash.is_fine)

    def _current(self) -> DateClash | None:
        row = self.model.row_at(self.list.currentIndex().row())
        return row.key if row is not None and isinstance(row.key, DateClash) else None

    def _show_current(self, clash: DateClash | None) -> None:
        is_fine = clash is not None and clash.is_fine
        self.whole.setText(self._whole_text(clash) if clash is not None else "")
        self.say_button.setText(_("&Take back") if is_fine else _("This is &fine"))
        self.say_button.setToolTip(f"{self.say_button.text().replace('&', '')} (F)")
        self.say_button.setEnabled(clash is not None)
        self.open_button.setEnabled(clash is not None)

    def _whole_text(self, clash: DateClash) -> str:
        """The event with its date and the whole reason, for which a row has no room."""
        presenter = self._presenter
        event = f"{presenter.title_of(clash.own)}, {presenter.when_of(clash.own, self._zone)}"
        return leading(f"{event}\n{clash_text(presenter.desk, clash, self._zone)}")

    # --- acts -------------------------------------------------------------------------------------

    def _open_current(self) -> None:
        clash = self._current()
        if clash is not None:
            self.close()
            self.opened.emit(clash.own)

    def _say(self) -> None:
        clash = self._current()
        if clash is None or not self._presenter.is_changeable:
            return
        service = self._presenter.desk.clashes
        try:
            change_set = (service.take_back if clash.is_fine else service.accept)(clash)
        except CapaDeskError as error:
            self.close()
            self.failed.emit(error)
            return
        # All dates of recurring events are fine at once.
        key, said = clash.key, not clash.is_fine
        for position, row in enumerate(self.model.rows):
            if isinstance(row.key, DateClash) and row.key.key == key:
                self.model.put(position, self._row(row.key._replace(is_fine=said)))
        self._show_current(self._current())
        self.changed.emit(change_set)
