"""Inputs for a start and, if the user wants one, an end: times, days, months or years."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.quiet_inputs import (
    QuietComboBox,
    QuietDateEdit,
    QuietSpinBox,
    QuietTimeEdit,
    to_date,
    to_qdate,
)
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_MEETING_LENGTH = timedelta(hours=1)
_USUAL_START = time(9, 0)


class PointInput(QWidget):
    """An input for one end of a range: something that has a first and a last day."""

    changed = Signal()

    def first(self) -> date:
        """The beginning of what is shown (a datetime if times are shown)."""
        raise NotImplementedError

    def last(self) -> date:
        """The end of what is shown: the last day of a month, say."""
        return self.first()

    def show_point(self, point: date) -> None:
        """Show the time, day, month or year that holds that point."""
        raise NotImplementedError

    def set_label(self, label: str) -> None:
        """Name the inputs for screen readers."""
        raise NotImplementedError

    def _lay_out(self, *widgets: QWidget) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for widget in widgets:
            layout.addWidget(widget)
        self.setFocusProxy(widgets[0])


class DateInput(PointInput):
    """A day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date_edit = QuietDateEdit(self)
        self.date_edit.dateChanged.connect(self.changed)
        self._lay_out(self.date_edit)

    def first(self) -> date:
        """The day."""
        return to_date(self.date_edit.date())

    def show_point(self, point: date) -> None:
        """Show the day."""
        self.date_edit.setDate(to_qdate(point))

    def set_label(self, label: str) -> None:
        """Name the date."""
        self.date_edit.setAccessibleName(label)


class DateTimeInput(PointInput):
    """A day and a local time; seconds that are not shown are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date_edit = QuietDateEdit(self)
        self.time_edit = QuietTimeEdit(self)
        self.date_edit.dateChanged.connect(self.changed)
        self.time_edit.timeChanged.connect(self.changed)
        self._lay_out(self.date_edit, self.time_edit)

    def first(self) -> datetime:
        """The local wall time."""
        shown = self.time_edit.time()
        return datetime.combine(
            to_date(self.date_edit.date()), time(shown.hour(), shown.minute(), shown.second())
        )

    def show_point(self, point: date) -> None:
        """Show a datetime; a day without a time keeps the time that is shown."""
        self.date_edit.setDate(to_qdate(point))
        if isinstance(point, datetime):
            self.time_edit.setTime(point.time())  # type: ignore[arg-type]

    def set_label(self, label: str) -> None:
        """Name the date and the time."""
        self.date_edit.setAccessibleName(label)
        self.time_edit.setAccessibleName(_("{name}, time").format(name=label))


class MonthInput(PointInput):
    """A month of a year."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month_combo = QuietComboBox(self)
        for month in range(1, 13):
            name = localisation.month(2000, month).replace("2000", "").strip(" ,./")
            self.month_combo.addItem(name, month)
        self.month_combo.setMaxVisibleItems(12)
        self.year_spin = _year_spin(self)
        self.month_combo.currentIndexChanged.connect(self.changed)
        self.year_spin.valueChanged.connect(self.changed)
        self._lay_out(self.month_combo, self.year_spin)

    def first(self) -> date:
        """The month's first day."""
        return date(self.year_spin.value(), self.month_combo.currentIndex() + 1, 1)

    def last(self) -> date:
        """The month's last day."""
        first = self.first()
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])

    def show_point(self, point: date) -> None:
        """Show the day's month."""
        self.month_combo.setCurrentIndex(point.month - 1)
        self.year_spin.setValue(point.year)

    def set_label(self, label: str) -> None:
        """Name the month and the year."""
        self.month_combo.setAccessibleName(_("{name}, month").format(name=label))
        self.year_spin.setAccessibleName(_("{name}, year").format(name=label))


class YearInput(PointInput):
    """A year."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year_spin = _year_spin(self)
        self.year_spin.valueChanged.connect(self.changed)
        self._lay_out(self.year_spin)

    def first(self) -> date:
        """The first of January."""
        return date(self.year_spin.value(), 1, 1)

    def last(self) -> date:
        """The last of December."""
        return date(self.year_spin.value(), 12, 31)

    def show_point(self, point: date) -> None:
        """Show the day's year."""
        self.year_spin.setValue(point.year)

    def set_label(self, label: str) -> None:
        """Name the year."""
        self.year_spin.setAccessibleName(_("{name}, year").format(name=label))


class SpanInputs(QWidget):
    """A start, a box "until", and an end while the box is ticked; without it the range is its start alone."""

    changed = Signal()

    def __init__(self, start: PointInput, end: PointInput, beneath: ZoneField | None = None) -> None:
        super().__init__()
        self.start, self.end = start, end
        self.until_box = QCheckBox(_("until"), self)
        line = QWidget(self)
        flow = FlowLayout(line, spacing=SMALL)
        for widget in (start, self.until_box, end):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(line)
        if beneath is not None:
            layout.addWidget(beneath)
        self.end.hide()
        start.changed.connect(self.changed)
        end.changed.connect(self.changed)
        self.until_box.toggled.connect(self._on_until_toggled)

    def range(self) -> tuple[date, date]:
        """The first and the last point; both datetimes if times are shown."""
        if self.until_box.isChecked():
            return self.start.first(), self.end.last()
        if isinstance(self.start, DateTimeInput):
            return self.start.first(), self.start.first()
        return self.start.first(), self.start.last()

    def days(self) -> tuple[date, date]:
        """The range as days: its beginning, and its end if it says more than the beginning."""
        first, last = self.range()
        first = first.date() if isinstance(first, datetime) else first
        last = last.date() if isinstance(last, datetime) else last
        return (first, last) if self.until_box.isChecked() else (first, first)

    def show_range(self, first: date, last: date) -> None:
        """Show what was stored."""
        self.start.show_point(first)
        self.end.show_point(last)
        single = self.start.first() if isinstance(self.start, DateTimeInput) else self.start.last()
        self.until_box.setChecked(single != last)

    def show_days(self, first: date, last: date) -> None:
        """Begin with the days of another precision."""
        if isinstance(self.start, DateTimeInput):
            begin = datetime.combine(first, _USUAL_START)
            self.show_range(begin, datetime.combine(last, _USUAL_START) + _MEETING_LENGTH)
            return
        self.start.show_point(first)
        self.end.show_point(last)
        self.until_box.setChecked(self.start.first() != self.end.first())

    def set_label(self, label: str) -> None:
        """Name each input."""
        self.start.set_label(_("{name}: start").format(name=label))
        self.end.set_label(_("{name}: end").format(name=label))
        self.until_box.setAccessibleName(_("{name}: has an end").format(name=label))

    def _on_until_toggled(self, is_on: bool) -> None:
        if is_on and self.end.last() < self.start.first():
            point = self.start.first()
            self.end.show_point(point + _MEETING_LENGTH if isinstance(point, datetime) else point)
        self.end.setVisible(is_on)
        self.changed.emit()


def _year_spin(parent: QWidget) -> QuietSpinBox:
    spin = QuietSpinBox(parent)
    spin.setRange(1, 9999)
    spin.setValue(2000)
    spin.setGroupSeparatorShown(False)
    return spin
