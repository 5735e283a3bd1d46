"""A popup to choose a period in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.lists.check_popup import CheckPopup
from capadesk.ui.common.lists.list_facets import Facet, Offer, period_name
from capadesk.ui.common.look.spacing import MEDIUM, SMALL


class PeriodPopup(CheckPopup):
    """Periods that move with the day, or two days."""

    filtered = Signal(object)
    """The ListFilter with its new period."""

    def __init__(
        self,
        facet: Facet,
        periods: Sequence[Period],
        chosen: ListFilter,
        today: date,
        localisation: Localisation,
        parent: QWidget,
    ) -> None:
        super().__init__(facet.heading, localisation, parent, is_exclusive=True)
        self._filter = chosen
        self._today = today
        self._days = QWidget(self)
        self.first, self.last = OptionalDateField(today, self._days), OptionalDateField(today, self._days)
        form = QFormLayout(self._days)
        form.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        for label, field in ((_("From"), self.first), (_("To"), self.last)):
            field.set_label(label)
            field.changed.connect(self._choose_days)
            form.addRow(label, field)
        self.column.addWidget(self._days)
        offers = [Offer(period.value, period_name(period), -1) for period in periods]
        self.set_offers(offers, [chosen.period.value])
        self._show_days()
        self.chosen.connect(self._choose)

    def _choose(self, values: tuple[str, ...]) -> None:
        period = Period(values[0]) if values else Period.ANY
        if period is Period.SPAN:
            # What was chosen before is where the days begin.
            first, last = self._filter.span(self._today)
            if first is None and last is None:
                first = self._today.replace(day=1)
            self._filter = self._filter.with_period(period, first, last)
        else:
            self._filter = self._filter.with_period(period)
        self._show_days()
        self.filtered.emit(self._filter)

    def _choose_days(self) -> None:
        self._filter = self._filter.with_period(Period.SPAN, self.first.value(), self.last.value())
        self.model.set_checked([self._filter.period.value])
        self.filtered.emit(self._filter)

    def _show_days(self) -> None:
        is_span = self._filter.period is Period.SPAN
        if is_span:
            self.first.set_value(self._filter.first_day)
            self.last.set_value(self._filter.last_day)
        self._days.setVisible(is_span)
        self.adjustSize()
