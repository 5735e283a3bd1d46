"""Above the days: events of which only the month or the year is known, so that they stand on no day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import Look
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import SMALL

_SHOWN = 3
_CHARACTERS = 44


class PartialStrip(QWidget):
    """One line of events, as many as it has room for; the others are in the agenda."""

    opened = Signal(object)
    """An Occurrence."""
    all_wanted = Signal()

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._flow = FlowLayout(self, SMALL)
        self._heading = QLabel(_("Day not known yet"), self)
        self._heading.setFont(small_font(self.font()))
        self._heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._flow.addWidget(self._heading)
        self.buttons: list[QToolButton] = []
        self.more = self._button("", _("Show them in the agenda"))
        self.more.clicked.connect(self.all_wanted)
        self._count = 0
        self._shown: tuple[tuple[Occurrence, ...], tuple[Look, ...]] = ((), ())
        self.hide()

    def show_events(self, events: Sequence[Occurrence], zone: str, *, has_all: bool) -> None:
        """Show them; `has_all`: they stand in what is below as well."""
        shown = () if has_all else tuple(events)
        looks = tuple(self._presenter.look(event) for event in shown[:_SHOWN])
        if (shown, looks) == self._shown:
            return
        self._shown = shown, looks
        # Hidden meanwhile: each button that appears alone would lay out the whole page.
        self.hide()
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()  # it goes when the event loop is reached, and would be seen beneath the others
            button.deleteLater()
        self.buttons = []
        for event in shown[:_SHOWN]:
            title = self._presenter.title_of(event)
            when = self._presenter.when_of(event, zone)
            short = title if len(title) <= _CHARACTERS else title[: _CHARACTERS - 1] + "…"
            button = self._button(f"{short} · {when}", f"{title}\n{self._presenter.detail(event, zone)}")
            set_icon(button, self._presenter.look(event).icon)
            button.clicked.connect(lambda _checked=False, each=event: self.opened.emit(each))
            self.buttons.append(button)
        self._count = len(shown)
        self._make_room()
        self.setVisible(bool(self.buttons))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer have room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Show as many as stand in one line, one at least; say how many there are besides."""
        room = self.width() - self._heading.sizeHint().width()
        shown = len(self.buttons)
        while shown > 1 and self._say_more(shown) + self._width_of(shown) > room:
            shown -= 1
        self._say_more(shown)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < shown)
        self.more.setVisible(shown < self._count)

    def _width_of(self, shown: int) -> int:
        return sum(button.sizeHint().width() + SMALL for button in self.buttons[:shown])

    def _say_more(self, shown: int) -> int:
        """Word how many there are besides; how wide that is."""
        number = self._presenter.desk.localisation.number(self._count - shown)
        text = _("+{number} more").format(number=number)
        self.more.setText(text)
        self.more.setAccessibleName(text)
        return self.more.sizeHint().width() + SMALL if shown < self._count else 0

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setText(text.replace("&", "&&"))
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setFont(small_font(self.font()))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._flow.insert_widget(1 + len(self.buttons), button)
        return button
