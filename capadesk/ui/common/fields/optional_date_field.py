"""A field for a date that may be left open."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import QuietDateEdit, keep_narrow, to_date, to_qdate
from capadesk.ui.common.look.icons import set_icon


class OptionalDateEdit(QuietDateEdit):
    """A date edit that can be empty: Delete empties it, typing or the calendar begins at today."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = to_qdate(today)
        self._opened_empty = False
        self._began_empty = False
        self._is_watching = False
        self.setSpecialValueText("–")
        self.setDate(self.minimumDate())

    def day(self) -> date | None:
        """The date, None if it is empty."""
        return None if self.date() == self.minimumDate() else to_date(self.date())

    def set_day(self, day: date | None) -> None:
        """Show a date or none."""
        self.setDate(self.minimumDate() if day is None else to_qdate(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete empties; the first digit or arrow in an empty field begins at today."""
        if event.key() == Qt.Key.Key_Delete or (
            event.key() == Qt.Key.Key_Backspace and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.setDate(self.minimumDate())
            return
        begins = event.text().isdigit() or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if begins and self.date() == self.minimumDate():
            self.setDate(self._today)
            self.setSelectedSection(self.sectionAt(0))
            if not event.text().isdigit():
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the calendar of an empty field at today."""
        self._opened_empty = self._began_empty = self.date() == self.minimumDate()
        if self._opened_empty:
            self._watch_calendar()
            self.blockSignals(True)
            self.setDate(self._today)
            self.blockSignals(False)
        super().mousePressEvent(event)
        if self._opened_empty and not self.calendarWidget().isVisible():
            self._empty_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A calendar that was closed without choosing leaves the field empty."""
        if event.type() == QEvent.Type.Hide and self._opened_empty:
            self._empty_again()
        return bool(super().eventFilter(watched, event))

    def _watch_calendar(self) -> None:
        """Qt makes the calendar when it is asked for, which takes its time: not before it is needed."""
        if not self._is_watching:
            self._is_watching = True
            calendar = self.calendarWidget()
            calendar.installEventFilter(self)
            calendar.clicked.connect(self._on_picked)
            calendar.activated.connect(self._on_picked)

    def _on_picked(self, day: QDate) -> None:
        # Qt may have closed the calendar, and so emptied the field, before it told us.
        if self._began_empty:
            self._opened_empty = self._began_empty = False
            self.setDate(day)
            self.dateChanged.emit(day)

    def _empty_again(self) -> None:
        self._opened_empty = False
        self.blockSignals(True)
        self.setDate(self.minimumDate())
        self.blockSignals(False)


class OptionalDateField(Field):
    """A date or None."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_loading = False
        self.date_edit = OptionalDateEdit(today, self)
        self.clear_button = QToolButton(self)
        set_icon(self.clear_button, "close")
        self.clear_button.setToolTip(_("No date"))
        self.clear_button.setAutoRaise(True)
        self.clear_button.clicked.connect(lambda: self.date_edit.set_day(None))
        self.date_edit.dateChanged.connect(self._on_date_changed)
        keep_narrow(self.date_edit)
        self.hold(self.date_edit, self.clear_button)
        self.clear_button.setEnabled(False)

    def value(self) -> date | None:
        """The date, None if it is left open."""
        return self.date_edit.day()

    def set_value(self, value: date | None) -> None:
        """Show a date or none."""
        self._is_loading = True
        self.date_edit.set_day(value)
        self._is_loading = False

    def set_label(self, label: str) -> None:
        """Name the date and its button."""
        super().set_label(label)
        self.clear_button.setAccessibleName(_("{name}: no date").format(name=label))

    def _on_date_changed(self) -> None:
        self.clear_button.setEnabled(self.date_edit.day() is not None)
        if not self._is_loading:
            self.changed.emit()
