"""What is known besides of the events that are seen: public holidays, and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from capadesk.services.calendars.clash_service import DateClash, OccurrenceKey
from capadesk.services.words import ngettext
from capadesk.ui.calendar.agenda_rows import agenda_rows
from capadesk.ui.calendar.calendar_content import CalendarContent, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.newest_answer import NewestAnswer

_PATIENCE_S = 0.01
_ICON = 16


class Remarks(NamedTuple):
    """By day the names of holidays; by occurrence what stands in its way; the rows of an agenda anew."""

    holidays: Mapping[date, Sequence[str]]
    clashes: Mapping[OccurrenceKey, tuple[DateClash, ...]]
    rows: list[DayRow]


class RemarkReader(QObject):
    """Reads them in a thread once the events are seen; a line over the calendar counts the clashes."""

    loaded = Signal(object)
    """The rows of an agenda."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.strip = QToolButton(parent)
        self.strip.setAutoRaise(True)
        self.strip.setFont(small_font(parent.font()))
        self.strip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.strip.setIconSize(QSize(_ICON, _ICON))
        self.strip.hide()
        self._loader = NewestAnswer("calendar remarks", _PATIENCE_S, self)
        self._loader.loaded.connect(self._show)
        # Without holidays and warnings the calendar is still one.
        self._loader.failed.connect(lambda _error: self.clear())

    @property
    def is_reading(self) -> bool:
        """Whether they are still to come."""
        return self._loader.is_reading

    def read(self, content: CalendarContent) -> None:
        """Read them for what is seen now."""
        if content.scale is Scale.YEAR:
            self.clear()
            return
        self._loader.ask(partial(_read, self._presenter, content))

    def clear(self) -> None:
        """There is nothing to remark."""
        self._loader.drop()
        self.strip.hide()

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._loader.wait()

    def _show(self, remarks: Remarks) -> None:
        self._presenter.holidays, self._presenter.clashes = remarks.holidays, remarks.clashes
        count = len(remarks.clashes)
        number = self._presenter.desk.localisation.number(count)
        text = ngettext(
            "{number} event has something in its way", "{number} events have something in their way", count
        )
        ink = tone_colours(Tone.AMBER, self.strip.palette()).text
        self.strip.setIcon(pixmap("warning", ink, _ICON, self.strip.devicePixelRatioF()))
        self.strip.setText(text.format(number=number))
        self.strip.setVisible(count > 0)
        self.loaded.emit(remarks.rows)


def _read(presenter: CalendarPresenter, content: CalendarContent) -> Remarks:
    clashes = presenter.desk.clashes
    holidays = clashes.holidays(presenter.holiday_countries(), *content.span)
    found = clashes.among(content.dated)
    rows: list[DayRow] = []
    if content.scale is Scale.AGENDA:
        rows = list(agenda_rows(presenter, content, found))
    return Remarks(holidays, found, rows)
