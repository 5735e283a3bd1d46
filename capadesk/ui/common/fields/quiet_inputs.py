"""Qt's inputs that leave the mouse wheel to the page unless they have the focus."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QTimeEdit, QWidget

_NARROW = 280
_NARROW_CHARACTERS = 44


class QuietComboBox(QComboBox):
    """A combo box that scrolling past does not change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def keep_narrow(widget: QWidget) -> None:
    """Let an input of short words not stretch over a wide page."""
    widget.setMaximumWidth(max(_NARROW, widget.fontMetrics().averageCharWidth() * _NARROW_CHARACTERS))


class QuietSpinBox(QSpinBox):
    """A spin box that scrolling past does not change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietDateEdit(QDateEdit):
    """A date with a calendar and four digits of the year, in the order of the locale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setCalendarPopup(True)
        self.setDateRange(QDate(100, 1, 1), QDate(9999, 12, 31))
        self.setDisplayFormat(date_format(self.locale()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the locale of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self.setDisplayFormat(date_format(self.locale()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the input has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietTimeEdit(QTimeEdit):
    """A time of day, hours and minutes of 24 hours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # In a mirrored window Qt would turn 08:00 into 00:08; figures run from left to right everywhere.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setDisplayFormat("HH:mm")
        self.setTime(QTime(9, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the input has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def date_format(locale: QLocale) -> str:
    """The locale's short date with two digits for day and month and four for the year."""
    text = locale.dateFormat(QLocale.FormatType.ShortFormat)
    for letter, count in (("d", 2), ("M", 2), ("y", 4)):
        text = re.sub(f"{letter}+", letter * count, text)
    return text


def input_locale(language: str) -> QLocale:
    """How dates and numbers are typed; English without a country is European here, day before month."""
    return QLocale("en_GB" if language == "en" else language.replace("-", "_"))


def to_qdate(day: date) -> QDate:
    """A date as Qt knows it."""
    return QDate(day.year, day.month, day.day)


def to_date(day: QDate) -> date:
    """A date as Python knows it."""
    return date(day.year(), day.month(), day.day())
