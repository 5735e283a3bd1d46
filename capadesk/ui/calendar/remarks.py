"""What is known besides of the events that are seen: public holidays, and what stands in their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from capadesk.services.calendars.date_clash import DateClash, OccurrenceKey, each_once
from capadesk.services.ports import ListQuery
from capadesk.services.words import ngettext
from capadesk.ui.calendar.agenda_rows import agenda_rows
from capadesk.ui.calendar.calendar_content import CalendarContent, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.common.editing.date_clash_words import fine_text
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.newest_answer import NewestAnswer

_PATIENCE_S = 0.01
_ICON = 16


class Remarks(NamedTuple):
    """By day the names of holidays; by occurrence what stands in its way.

    `listed` is each clash once, what is fine at last; so many are `fine`. `cells` of a timeline, by
    the name of the group and the column, have so many events with something in their way. `rows` are those
    of an agenda anew.
    """

    holidays: Mapping[date, Sequence[str]]
    clashes: Mapping[OccurrenceKey, tuple[DateClash, ...]]
    listed: Sequence[DateClash] = ()
    fine: int = 0
    cells: Mapping[tuple[str, int], int] = MappingProxyType({})
    rows: Sequence[DayRow] = ()


class RemarkReader(QObject):
    """Reads them in a thread once the events are seen; a line over the calendar counts the clashes."""

    loaded = Signal(object)
    """The rows of an agenda."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.zone = ""
        """That of what was read last."""
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
        self.zone = content.zone
        self._loader.ask(partial(_read, self._presenter, content))

    def read_timeline(self, content: TimelineContent) -> None:
        """Read them for the months of a timeline, in whichever rows their events are."""
        self.zone = content.zone
        self._presenter.clash_cells = {}  # other rows and columns are seen
        question = partial(_clashes_ahead, self._presenter, self._presenter.query, content)
        self._loader.ask(question)

    def clear(self) -> None:
        """There is nothing to remark."""
        self._loader.drop()
        self.strip.hide()

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._loader.wait()

    def _show(self, remarks: Remarks) -> None:
        self._presenter.holidays, self._presenter.clashes = remarks.holidays, remarks.clashes
        self._presenter.listed_clashes = remarks.listed
        self._presenter.clash_cells = remarks.cells
        texts, fine = [], fine_text(self._presenter.desk, remarks.fine)
        if remarks.clashes:
            texts.append(self._text_of_events(len(remarks.clashes)))
        if fine:
            texts.append(fine)
        tone = Tone.AMBER if remarks.clashes else Tone.GREEN
        ink = tone_colours(tone, self.strip.palette()).text
        icon = "warning" if remarks.clashes else "check_circle"
        self.strip.setIcon(pixmap(icon, ink, _ICON, self.strip.devicePixelRatioF()))
        self.strip.setText(" · ".join(texts))
        self.strip.setVisible(bool(texts))
        self.loaded.emit(remarks.rows)

    def _text_of_events(self, count: int) -> str:
        text = ngettext(
            "{number} event has something in its way", "{number} events have something in their way", count
        )
        return text.format(number=self._presenter.desk.localisation.number(count))


def _read(presenter: CalendarPresenter, content: CalendarContent) -> Remarks:
    clashes = presenter.desk.clashes
    holidays = clashes.holidays(presenter.holiday_countries(), *content.span)
    if content.scale is Scale.YEAR:
        return Remarks(holidays, {})
    remarks = _of_clashes(holidays, clashes.among(content.dated))
    if content.scale is not Scale.AGENDA:
        return remarks
    return remarks._replace(rows=list(agenda_rows(presenter, content, remarks.clashes)))


def _clashes_ahead(presenter: CalendarPresenter, query: ListQuery, content: TimelineContent) -> Remarks:
    desk = presenter.desk
    remarks = _of_clashes({}, desk.clashes.ahead(query, content.span.last, content.zone))
    events = [clashes[0].own for clashes in remarks.clashes.values()]
    names = desk.timeline.names_of(content.by.value, events)
    cells = Counter(
        (names[each.event_id], content.column_of(each.first_day)) for each in events if each.event_id in names
    )
    return remarks._replace(cells=cells)


def _of_clashes(
    holidays: Mapping[date, Sequence[str]], found: Mapping[OccurrenceKey, tuple[DateClash, ...]]
) -> Remarks:
    open_ones = {key: tuple(each for each in clashes if not each.is_fine) for key, clashes in found.items()}
    listed = each_once(each for clashes in found.values() for each in clashes)
    fine = len({each.key for each in listed if each.is_fine})
    return Remarks(holidays, {key: clashes for key, clashes in open_ones.items() if clashes}, listed, fine)
