"""A field for how an event recurs: said in words, with its next dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from capadesk.domain.recurrence_plan import (
    MOST_STEPS,
    MOST_TIMES,
    Every,
    RecurrencePlan,
    is_last_of_month,
    nth_of,
    plan_of,
    rule_of_plan,
)
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import next_dates
from capadesk.services.calendars.recurrence_words import (
    day_words,
    last_day_words,
    nth_words,
    recurrence_words,
)
from capadesk.services.ports import DatedEvent, Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.quiet_inputs import (
    QuietComboBox,
    QuietDateEdit,
    QuietSpinBox,
    keep_narrow,
    to_date,
    to_qdate,
)
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_NEXT = 4
_AS_IT_IS = "as_it_is"
_NO_EVENT = UUID(int=0)
_LAST_DAY = 99
"""Beside the numbers of weekdays: the last day of each month."""
_UNBROKEN = "\N{NO-BREAK SPACE}"
_FOREVER, _TIMES, _UNTIL = "", "count", "until"


class RecurrenceField(Field):
    """An RRULE value, "" for none. A rule that is more than can be chosen here is kept as it is."""

    def __init__(
        self,
        localisation: Localisation,
        today: date,
        when: Callable[[], When],
        exceptions: Callable[[], tuple[str, ...]],
        parent: QWidget | None = None,
    ) -> None:
        """`when` and `exceptions` give those of the event as they are edited now."""
        super().__init__(parent)
        self._localisation = localisation
        self._today = today
        self._when = when
        self._exceptions = exceptions
        self._kept = ""
        self._kept_for: tuple[RecurrencePlan | None, When] | None = None
        self._is_loading = False
        self.every = QuietComboBox(self)
        for words, value in (
            (_("Does not recur"), ""),
            (_("By days"), Every.DAY.value),
            (_("By weeks"), Every.WEEK.value),
            (_("By months"), Every.MONTH.value),
            (_("By years"), Every.YEAR.value),
        ):
            self.every.addItem(words, value)
        keep_narrow(self.every)
        self.interval = QuietSpinBox(self)
        self.interval.setRange(1, MOST_STEPS)
        self.interval.setAccessibleName(_("Every how many"))
        self.interval.setPrefix(_("every") + " ")
        self.weekdays = [self._weekday(number) for number in range(7)]
        self.month_way = QuietComboBox(self)
        self.month_way.setAccessibleName(_("Day of the month"))
        self.end = QuietComboBox(self)
        self.end.setAccessibleName(_("End of the recurrence"))
        for words, value in (
            (_("without end"), _FOREVER),
            (_("so many times"), _TIMES),
            (_("until a day"), _UNTIL),
        ):
            self.end.addItem(words, value)
        self.count = QuietSpinBox(self)
        self.count.setRange(1, MOST_TIMES)
        self.count.setValue(10)
        self.count.setAccessibleName(_("How many times"))
        self.until = QuietDateEdit(self)
        self.until.setAccessibleName(_("Last day"))
        self.until.setDate(to_qdate(today.replace(month=12, day=31)))
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.preview = QLabel(self)
        self.preview.setWordWrap(True)
        self.preview.setFont(small_font(self.font()))
        self.preview.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._arrange()
        self.setFocusProxy(self.every)
        for combo in (self.every, self.month_way, self.end):
            combo.activated.connect(self._choose)
        self.interval.valueChanged.connect(self._choose)
        self.count.valueChanged.connect(self._choose)
        self.until.dateChanged.connect(self._choose)
        self.set_value("")

    def _weekday(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(self._localisation.weekday_names(are_short=True)[number])
        button.setAccessibleName(self._localisation.weekday_names()[number])
        button.setToolTip(self._localisation.weekday_names()[number])
        button.setCheckable(True)
        button.setMinimumHeight(32)
        button.clicked.connect(self._choose)
        return button

    def _arrange(self) -> None:
        self._how = QWidget(self)
        first = FlowLayout(self._how, SMALL)
        first.addWidget(self.interval)
        begins = self._localisation.first_weekday
        for step in range(7):
            first.addWidget(self.weekdays[(begins + step) % 7])
        first.addWidget(self.month_way)
        self._ends = QWidget(self)
        second = QHBoxLayout(self._ends)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(SMALL)
        for widget in (self.end, self.count, self.until):
            second.addWidget(widget)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        for each in (self.every, self._how, self._ends, self.words, self.preview):
            column.addWidget(each)

    # --- Field ------------------------------------------------------------------------------------

    def value(self) -> str:
        """The rule that is chosen."""
        chosen = self.every.currentData()
        if chosen == _AS_IT_IS:
            return self._kept
        plan, when = self._plan(), self._when()
        if chosen and (plan is None or (plan, when) == self._kept_for):
            return self._kept  # as it was written, though the same could be said otherwise
        return rule_of_plan(plan, when) if plan is not None else ""

    def set_value(self, value: str) -> None:
        """See Field."""
        self._is_loading = True
        self._kept = value
        when = self._when()
        plan = plan_of(value, when) if value else None
        row = self.every.findData(_AS_IT_IS)
        if value and plan is None and row < 0:
            self.every.addItem(_("A rule of another program"), _AS_IT_IS)
        elif plan is not None or not value:
            self.every.removeItem(row) if row >= 0 else None
        self._show_month_ways()
        if plan is not None:
            self._show_plan(plan)
        else:
            self.every.setCurrentIndex(self.every.findData(_AS_IT_IS if value else ""))
            self._show_plan(None)
        self._is_loading = False
        self._kept_for = (self._plan(), when)
        self._show_state()

    def follow_when(self) -> None:
        """The event's dates were changed: say anew what the rule means."""
        self._is_loading = True
        self._show_month_ways()
        self._is_loading = False
        self._show_state()

    # --- what is chosen ---------------------------------------------------------------------------

    def _plan(self) -> RecurrencePlan | None:
        """What is chosen; None for nothing, or for an event without a day."""
        chosen = self.every.currentData()
        if chosen in ("", _AS_IT_IS) or not self._when().is_exact:
            return None
        every = Every(chosen)
        days = tuple(number for number, button in enumerate(self.weekdays) if button.isChecked())
        plan = RecurrencePlan(
            every,
            self.interval.value(),
            weekdays=days if every is Every.WEEK else (),
        )
        if every is Every.MONTH:
            way = int(self.month_way.currentData() or 0)
            is_last_day = way == _LAST_DAY
            plan = replace(plan, nth=0 if is_last_day else way, is_last_day=is_last_day)
        match self.end.currentData():
            case "count":
                return replace(plan, count=self.count.value())
            case "until":
                return replace(plan, until=to_date(self.until.date()))
            case _:
                return plan

    def _show_plan(self, plan: RecurrencePlan | None) -> None:
        if plan is not None:
            self.every.setCurrentIndex(self.every.findData(plan.every.value))
        self.interval.setValue(plan.interval if plan is not None else 1)
        for number, button in enumerate(self.weekdays):
            button.setChecked(plan is not None and number in plan.weekdays)
        if plan is not None:
            way_of_month = _LAST_DAY if plan.is_last_day else plan.nth
            self.month_way.setCurrentIndex(max(self.month_way.findData(way_of_month), 0))
        way = _FOREVER if plan is None else _TIMES if plan.count else _UNTIL if plan.until else _FOREVER
        self.end.setCurrentIndex(self.end.findData(way))
        if plan is not None and plan.count:
            self.count.setValue(plan.count)
        if plan is not None and plan.until:
            self.until.setDate(to_qdate(plan.until))

    def _show_month_ways(self) -> None:
        """The day of the month, and what weekday of the month that is."""
        chosen = self.month_way.currentData()
        self.month_way.clear()
        first = self._when().first_day
        if first is None:
            return
        weekday = self._localisation.weekday_names()[first.weekday()]
        self.month_way.addItem(day_words(first.day), 0)
        if is_last_of_month(first):
            self.month_way.addItem(last_day_words(), _LAST_DAY)
        nth = nth_of(first)
        for each in dict.fromkeys((nth, -1) if first.day > 21 else (nth,)):
            self.month_way.addItem(nth_words(each, weekday), each)
        self.month_way.setCurrentIndex(max(self.month_way.findData(chosen), 0))

    def _choose(self) -> None:
        if self._is_loading:
            return
        self._show_state()
        self.changed.emit()

    # --- what is said -----------------------------------------------------------------------------

    def _show_state(self) -> None:
        chosen = self.every.currentData()
        when = self._when()
        is_plan = chosen not in ("", _AS_IT_IS)
        self._how.setVisible(is_plan and when.is_exact)
        self._ends.setVisible(is_plan and when.is_exact)
        for button in self.weekdays:
            button.setVisible(chosen == Every.WEEK)
        self.month_way.setVisible(chosen == Every.MONTH)
        self.count.setVisible(self.end.currentData() == _TIMES)
        self.until.setVisible(self.end.currentData() == _UNTIL)
        plan = self._plan()
        rule = self.value()
        words = ""
        if rule and not when.is_exact:
            words = _("It recurs only when its day is known.")
        elif plan is not None:
            words = recurrence_words(plan, when, self._localisation)
        elif rule:
            words = rule
        self.words.setText(leading(words))
        self.words.setVisible(bool(words))
        preview = self._next_dates(rule, when) if rule and when.is_exact else ""
        self.preview.setText(leading(preview))
        self.preview.setVisible(bool(preview))

    def _next_dates(self, rule: str, when: When) -> str:
        event = DatedEvent(_NO_EVENT, "", "", "", when, "", "", "", None, rule, self._exceptions())
        dates = next_dates(event, max(self._today, when.first_day or self._today), _NEXT)
        if not dates:
            return _("No dates from today on.")
        days = [each.first_day for each in dates if each.first_day is not None]
        # A date is not broken between two lines.
        words = [self._localisation.date(day, with_weekday=True).replace(" ", _UNBROKEN) for day in days]
        return _("Next: {dates}").format(dates=" · ".join(words))
