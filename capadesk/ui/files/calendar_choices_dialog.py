"""Asks what goes into a calendar file, before it asks where to put it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.calendars.calendar_choices import REMINDERS, CalendarChoices
from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import small_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT, WIDE

_CHARACTERS = 78
_DAY = 24 * 60
_Metric = QStyle.PixelMetric


class CalendarChoicesDialog(QDialog):
    """Boxes in plain words; what is private is never ticked beforehand."""

    chosen = Signal(object)
    """CalendarChoices: now the file can be chosen."""

    def __init__(self, choices: CalendarChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("What goes into the calendar"))
        self.setModal(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self.boxes: dict[str, QCheckBox] = {}
        title = QLabel(_("What goes into the calendar?"), self)
        title.setFont(title_font(self.font()))
        first = QLabel(
            _("Events and meetings with a known day always do. Ideas stay here. Outlook, Google, Apple"
              " and Thunderbird read the file."),
            self,
        )  # fmt: skip
        first.setWordWrap(True)
        first.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(SMALL)
        column.addWidget(lead(title))
        column.addWidget(lead(first))
        column.addSpacing(SMALL)
        self._add_boxes(column, choices)
        column.addSpacing(SMALL)
        column.addLayout(self._choices_by_list(choices))
        column.addSpacing(MEDIUM)
        column.addStretch(1)
        column.addLayout(self._buttons())

    def choices(self) -> CalendarChoices:
        """What is chosen now."""
        return CalendarChoices(
            **{name: box.isChecked() for name, box in self.boxes.items()},
            only_to_come=self.period.currentIndex() == 1,
            reminder_minutes=REMINDERS[self.reminder.currentIndex()],
        )

    def _add_boxes(self, column: QVBoxLayout, choices: CalendarChoices) -> None:
        style = self.style()
        for name, words, hint in (
            ("with_partial_dates", _("&Months and years without a day"), _("As a band over all their days.")),
            ("with_actions", _("&Actions, as tasks"), _("Google leaves tasks out; the others show them.")),
            (
                "with_deleted",
                _("What was &deleted since a calendar left, as cancelled"),
                _("So that it goes from the calendars of those who have it."),
            ),
            (
                "with_attendees",
                _("&People: names and e-mail addresses"),
                _("Whoever gets the file can read them."),
            ),
            ("with_internal", _("&Internal events"), _("Marked as private.")),
            ("with_notes", _("&Notes"), _("What you wrote for yourselves, below the description.")),
        ):
            box = QCheckBox(words, self)
            box.setChecked(bool(getattr(choices, name)))
            box.setAccessibleDescription(hint)
            told = QLabel(hint, self)
            told.setFont(small_font(self.font()))
            told.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            told.setWordWrap(True)
            told.setIndent(
                sum(map(style.pixelMetric, (_Metric.PM_IndicatorWidth, _Metric.PM_CheckBoxLabelSpacing)))
            )
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(box)
            pair.addWidget(told)
            column.addLayout(pair)
            column.addSpacing(TIGHT)
            self.boxes[name] = box

    def _choices_by_list(self, choices: CalendarChoices) -> QGridLayout:
        self.period = QComboBox(self)
        self.period.addItems([_("All events"), _("From today on")])
        self.period.setCurrentIndex(1 if choices.only_to_come else 0)
        self.reminder = QComboBox(self)
        self.reminder.addItems([reminder_words(minutes) for minutes in REMINDERS])
        self.reminder.setCurrentIndex(REMINDERS.index(choices.reminder_minutes))
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        for row, (words, field) in enumerate(((_("&Which"), self.period), (_("&Reminder"), self.reminder))):
            label = QLabel(words, self)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        self.cancel_button = QPushButton(_("Cancel"), self)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.main_button = QPushButton(_("Choose the &file…"), self)
        self.main_button.setProperty(PRIMARY, True)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(self._accept)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.main_button)
        return row

    def _accept(self) -> None:
        chosen = self.choices()
        self.accept()
        self.chosen.emit(chosen)


def reminder_words(minutes: int | None) -> str:
    """ "None", "When it begins", "15 minutes before", "1 day before"."""
    if minutes is None:
        return _("None")
    if not minutes:
        return _("When it begins")
    if minutes % (7 * _DAY) == 0:
        count = minutes // (7 * _DAY)
        return ngettext("{count} week before", "{count} weeks before", count).format(count=count)
    if minutes % _DAY == 0:
        count = minutes // _DAY
        return ngettext("{count} day before", "{count} days before", count).format(count=count)
    if minutes % 60 == 0:
        count = minutes // 60
        return ngettext("{count} hour before", "{count} hours before", count).format(count=count)
    return ngettext("{count} minute before", "{count} minutes before", minutes).format(count=minutes)
