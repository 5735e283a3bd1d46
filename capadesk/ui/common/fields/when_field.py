"""A field for a date that is known as well as it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from capadesk.domain.when import Precision, When
from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.problem_line import ProblemLine, problem_sentence
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox, keep_narrow
from capadesk.ui.common.fields.span_inputs import (
    DateInput,
    DateTimeInput,
    MonthInput,
    PointInput,
    SpanInputs,
    YearInput,
)
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.common.look.spacing import TIGHT


class WhenField(Field):
    """A `When`: how well it is known, and the inputs that fit. Each precision keeps what was typed in it.

    While the end lies before the start, `value` says so as it stands and a line beneath tells the user.
    """

    precision_changed = Signal(str)

    def __init__(
        self, localisation: Localisation, today: date, zone: str, parent: QWidget | None = None
    ) -> None:
        """`today` and `zone` are where an empty field begins."""
        super().__init__(parent)
        self._today = today
        self._zone = zone
        self._seeded: set[Precision] = set()
        self._loaded = When()
        self._loaded_reads = When()
        self._is_loading = False
        self._shown_precision = Precision.UNKNOWN
        self.precision_combo = QuietComboBox(self)
        for precision, words in (
            (Precision.DATETIME, _("Date and time")),
            (Precision.DAY, _("Day or days")),
            (Precision.MONTH, _("Month")),
            (Precision.YEAR, _("Year")),
            (Precision.UNKNOWN, _("Not known yet")),
        ):
            self.precision_combo.addItem(words, precision.value)
        self.zone_field = ZoneField(datetime.combine(today, datetime.min.time()))
        makers: dict[Precision, Callable[[], PointInput]] = {
            Precision.DATETIME: DateTimeInput,
            Precision.DAY: DateInput,
            Precision.MONTH: lambda: MonthInput(localisation),
            Precision.YEAR: YearInput,
        }
        self.spans: dict[Precision, SpanInputs] = {}
        for precision, maker in makers.items():
            beneath = self.zone_field if precision is Precision.DATETIME else None
            self.spans[precision] = SpanInputs(maker(), maker(), beneath)
            self.spans[precision].changed.connect(self._on_changed)
        self.problem_line = ProblemLine(self)
        keep_narrow(self.precision_combo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for widget in (self.precision_combo, *self.spans.values(), self.problem_line):
            layout.addWidget(widget)
        self.setFocusProxy(self.precision_combo)
        self.zone_field.changed.connect(self._on_changed)
        self.precision_combo.activated.connect(self._on_precision_chosen)
        self.set_value(When())

    def value(self) -> When:
        """What the inputs say; the loaded value itself as long as they still say the same."""
        read = self._read()
        return self._loaded if read == self._loaded_reads else read

    def set_own_zone(self, zone: str) -> None:
        """Where an empty field begins from now on."""
        self._zone = zone

    def set_value(self, value: When) -> None:
        """Show a date; what had been typed before is forgotten."""
        self._is_loading = True
        self._seeded = set()
        zone = value.zone or self._zone
        self.zone_field.set_value(zone)
        self._show_precision(value.precision)
        if value.precision in self.spans and value.start is not None:
            self.spans[value.precision].show_range(value.start, value.end or value.start)
            self._seeded.add(value.precision)
        self._loaded = value
        self._loaded_reads = self._read()
        self._is_loading = False
        self._tell_problem()

    def set_precision(self, precision: Precision) -> None:
        """Change how well it is known, as the user does."""
        self.precision_combo.setCurrentIndex(self.precision_combo.findData(precision.value))
        self._on_precision_chosen()

    def set_label(self, label: str) -> None:
        """Name every input."""
        self.setAccessibleName(label)
        self.precision_combo.setAccessibleName(_("{name}: how well it is known").format(name=label))
        for span in self.spans.values():
            span.set_label(label)
        self.zone_field.set_label(_("{name}: time zone").format(name=label))

    @property
    def precision(self) -> Precision:
        """How well the date is known."""
        return Precision(self.precision_combo.currentData())

    def _read(self) -> When:
        precision = self.precision
        span = self.spans.get(precision)
        if span is None:
            return When()
        start, end = span.range()
        zone = self.zone_field.value() if precision is Precision.DATETIME else ""
        return When(precision, start, end, zone)

    def _on_precision_chosen(self) -> None:
        previous, precision = self._shown_precision, self.precision
        self._is_loading = True
        if precision in self.spans and precision not in self._seeded:
            first, last = self._today, self._today
            if previous in self.spans:
                first, last = self.spans[previous].days()
            self.spans[precision].show_days(first, last)
            self._seeded.add(precision)
        self._is_loading = False
        self._show_precision(precision)
        self.precision_changed.emit(precision.value)
        self._on_changed()

    def _show_precision(self, precision: Precision) -> None:
        self.precision_combo.setCurrentIndex(self.precision_combo.findData(precision.value))
        self._shown_precision = precision
        for each, span in self.spans.items():
            span.setVisible(each is precision)

    def _on_changed(self) -> None:
        if self._is_loading:
            return
        self._seeded.add(self.precision)
        self._tell_problem()
        self.changed.emit()

    def _tell_problem(self) -> None:
        when = self._read()
        reversed_ = when.start is not None and when.end is not None and when.end < when.start
        self.problem_line.set_text(problem_sentence("end_before_start") if reversed_ else "")
        if isinstance(when.start, datetime):
            self.zone_field.set_moment(when.start)
