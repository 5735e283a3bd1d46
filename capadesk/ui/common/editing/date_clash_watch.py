"""Says beneath the date of an event, while it is being chosen, what stands in the way of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT
from capadesk.ui.common.newest_answer import NewestAnswer

if TYPE_CHECKING:
    from capadesk.services.calendars.date_clash import DateClash, Plan

_PAUSE_MS = 120
_SHOWN = 3
_ICON = 16


class DateClashNote(QWidget):
    """A mark and a few quiet lines; not there while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self._icon.setFixedSize(QSize(_ICON, _ICON))
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setFont(small_font(self.font()))
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, TIGHT, 0, TIGHT)
        row.setSpacing(SMALL)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text() if not self.isHidden() else ""

    def show_lines(self, lines: list[str]) -> None:
        """Say it; nothing with no line."""
        self._text.setText(leading("\n".join(lines)))
        self._text.setAccessibleName("\n".join(lines))
        ink = tone_colours(Tone.AMBER, self.palette()).text
        self._icon.setPixmap(pixmap("warning", ink, _ICON, self.devicePixelRatioF()))
        self.setVisible(bool(lines))


class DateClashWatch(QObject):
    """Asks a moment after the plan has changed, in a thread; what was asked before is dropped."""

    def __init__(
        self, desk: Desk, plan: Callable[[], Plan | None], zone: Callable[[], str], parent: QWidget
    ) -> None:
        """`plan` is the event as it is being planned now, None for none."""
        super().__init__(parent)
        self.note = DateClashNote(parent)
        self._desk, self._plan, self._zone = desk, plan, zone
        self._asked: Plan | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._loader = NewestAnswer("date clashes", 0.0, self)
        self._loader.loaded.connect(self._show)
        # A warning that cannot be given is none: nothing is said of it.
        self._loader.failed.connect(lambda _error: self.note.show_lines([]))

    @property
    def is_looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._pause.isActive() or self._loader.is_reading

    def begin(self) -> None:
        """Another event is shown: nothing is known of it yet."""
        self._asked = None
        self._loader.drop()
        self.note.show_lines([])
        self._pause.start()

    def follow(self) -> None:
        """The event may have been changed."""
        self._pause.start()

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        self._pause.stop()
        self._loader.wait()

    def _ask(self) -> None:
        plan = self._plan()
        if plan is None or plan == self._asked:
            return
        self._asked = plan
        self._loader.ask(partial(_read, self._desk, plan))

    def _show(self, clashes: list[DateClash]) -> None:
        from capadesk.ui.common.editing.date_clash_words import clash_texts

        self.note.show_lines(clash_texts(self._desk, clashes, self._zone(), _SHOWN))


def _read(desk: Desk, plan: Plan) -> list[DateClash]:
    return desk.clashes.of(plan)
