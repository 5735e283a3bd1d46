"""Over the calendar: which time is seen, how much of it, what narrows it, what its colours say."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import ColourBy, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.timeline.timeline_content import GroupBy
from capadesk.ui.calendar.timeline.timeline_presenter import TimelinePresenter
from capadesk.ui.common.lists.filter_bar import FilterBar
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.elided_label import ElidedLabel
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT, WIDE


class CalendarHeader(QWidget):
    """Two lines; the words of the first change with the time that is seen."""

    step_wanted = Signal(int)
    today_wanted = Signal()
    scale_wanted = Signal(object)
    colour_wanted = Signal(object)
    groups_wanted = Signal(object)
    new_wanted = Signal()

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(self)
        self.title.setFont(title_font(self.font()))
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        arrows = ("chevron_left", "chevron_right")
        back, forth = reversed(arrows) if QGuiApplication.isRightToLeft() else arrows
        self.before = self._arrow(back, _("Before (Page Up)"), -1)
        self.after = self._arrow(forth, _("After (Page Down)"), 1)
        self.today = QPushButton(_("Today"), self)
        self.today.setToolTip(_("Today (T)"))
        self.today.clicked.connect(self.today_wanted)
        self.new = QPushButton(_("New event"), self)
        self.new.setProperty(PRIMARY, True)
        self.new.setToolTip(_("New event") + " (N)")
        self.new.setAccessibleName(_("New event"))
        set_icon(self.new, "plus", QPalette.ColorRole.HighlightedText)
        self.new.clicked.connect(self.new_wanted)
        self.scales: dict[Scale, QToolButton] = {}
        self._group = QButtonGroup(self)
        for scale, words in (
            (Scale.DAY, _("Day")),
            (Scale.WEEK, _("Week")),
            (Scale.MONTH, _("Month")),
            (Scale.YEAR, _("Year")),
            (Scale.AGENDA, _("Agenda")),
            (Scale.TIMELINE, _("Timeline")),
        ):
            self.scales[scale] = self._scale(scale, words)
        self.scale_choice = QComboBox(self)
        self.scale_choice.setAccessibleName(_("View"))
        for scale, button in self.scales.items():
            self.scale_choice.addItem(button.text(), scale)
        self.scale_choice.activated.connect(
            lambda: self.scale_wanted.emit(Scale(self.scale_choice.currentData()))
        )
        self.filters = FilterBar(presenter.listing.facets, self)
        self.filters.offers_feed = True
        self.colours = QComboBox(self)
        self.colours.setAccessibleName(_("What colours say"))
        self.colours.addItem(_("Colour by status"), ColourBy.STATUS)
        self.colours.addItem(_("Colour by kind"), ColourBy.KIND)
        self.colours.activated.connect(lambda: self.colour_wanted.emit(ColourBy(self.colours.currentData())))
        self.groups = QComboBox(self)
        self.groups.setAccessibleName(_("What the rows are"))
        self.groups.addItem(_("Rows by series"), GroupBy.SERIES)
        self.groups.addItem(_("Rows by city"), GroupBy.CITY)
        self.groups.addItem(_("Rows by country"), GroupBy.COUNTRY)
        self.groups.activated.connect(lambda: self.groups_wanted.emit(GroupBy(self.groups.currentData())))
        self._arrange()

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(SMALL)
        first.addWidget(self.title, 1)
        for widget in (self.before, self.today, self.after):
            first.addWidget(widget)
        first.addSpacing(MEDIUM)
        for button in self.scales.values():
            first.addWidget(button)
        first.addWidget(self.scale_choice)
        first.addSpacing(MEDIUM)
        first.addWidget(self.new)
        self._first = first
        second = QHBoxLayout()
        second.setSpacing(SMALL)
        second.addWidget(self.filters, 1)
        second.addWidget(self.groups)
        second.addWidget(self.colours)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(WIDE, MEDIUM, WIDE, SMALL)
        rows.setSpacing(TIGHT)
        rows.addLayout(first)
        rows.addLayout(second)

    def show_state(self, presenter: CalendarPresenter, timeline: TimelinePresenter) -> None:
        """Say what is seen."""
        is_timeline = presenter.scale is Scale.TIMELINE
        self.title.setText(timeline.title if is_timeline else presenter.title)
        self.groups.setVisible(is_timeline)
        self.groups.setCurrentIndex(self.groups.findData(timeline.by))
        self.scales[presenter.scale].setChecked(True)
        self.scale_choice.setCurrentIndex(self.scale_choice.findData(presenter.scale))
        self.colours.setCurrentIndex(self.colours.findData(presenter.colour_by))
        self.colours.setVisible(presenter.scale is not Scale.YEAR)
        self.filters.show_filter(presenter.listing.filter)
        self.new.setEnabled(presenter.is_changeable)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What does not fit is said more shortly."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Before the title is cut, the new event loses its words, then the views become one choice."""
        wanted = self.title.fontMetrics().horizontalAdvance(self.title.text()) + SMALL
        for is_new_short, are_views_one in ((False, False), (True, False), (True, True)):
            self.new.setText("" if is_new_short else _("New event"))
            for button in self.scales.values():
                button.setVisible(not are_views_one)
            self.scale_choice.setVisible(are_views_one)
            self._first.activate()
            # The title is ignored in it: it takes what is left.
            if self.width() - 2 * WIDE - self._first.sizeHint().width() >= wanted:
                return

    def minimumSizeHint(self) -> QSize:
        """As little as it can be said with."""
        parts = (self.before, self.today, self.after, self.scale_choice, self.new)
        width = sum(part.minimumSizeHint().width() + SMALL for part in parts) + 2 * WIDE
        return QSize(width, super().minimumSizeHint().height())

    def _arrow(self, icon: str, words: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFixedSize(QSize(32, 32))
        button.setToolTip(words)
        button.setAccessibleName(words)
        set_icon(button, icon)
        button.clicked.connect(lambda: self.step_wanted.emit(step))
        return button

    def _scale(self, scale: Scale, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setAutoRaise(True)
        button.setCheckable(True)
        button.setMinimumHeight(32)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.scale_wanted.emit(scale))
        return button
