"""What stands in the way of an event in a few quiet lines, each with a way to say that it is fine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.link_button import LinkButton
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT

if TYPE_CHECKING:
    from capadesk.services.calendars.date_clash import DateClash

_ICON = 16


class NoteLine(NamedTuple):
    """A sentence, and the clash that it is about; None where it is about several."""

    text: str
    clash: DateClash | None = None


class DateClashNote(QWidget):
    """A mark and a few lines; what is fine is one line that opens. Not there with nothing to say."""

    said = Signal(object)
    """A DateClash is fine, or is not any more if it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open: Sequence[NoteLine] = ()
        self._fine: Sequence[NoteLine] = ()
        self._shows_fine = False
        self._is_answerable = True
        self._icon = QLabel(self)
        self._icon.setFixedSize(QSize(_ICON, _ICON))
        self.lines: list[ClashLine] = []
        self.fine_lines: list[ClashLine] = []
        self.fine_line = ClashLine(self)
        self.fine_line.button.clicked.connect(self._turn)
        self._open_rows, self._fine_rows = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout()
        column.addLayout(self._open_rows)
        column.addWidget(self.fine_line)
        column.addLayout(self._fine_rows)
        for rows in (self._open_rows, self._fine_rows, column):
            rows.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, TIGHT, 0, TIGHT)
        row.setSpacing(SMALL)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said to be in the way now."""
        return "\n".join(line.text for line in self._open)

    def show_lines(
        self,
        lines: Sequence[NoteLine],
        fine: Sequence[NoteLine] = (),
        fine_text: str = "",
        *,
        is_answerable: bool = True,
    ) -> None:
        """Say it; nothing with no line. `fine_text` says how many are fine.

        `is_answerable`: whether something can be said of it.
        """
        self._open, self._fine, self._is_answerable = lines, fine, is_answerable
        self.fine_line.label.setText(leading(fine_text))
        self._show()

    def _turn(self) -> None:
        self._shows_fine = not self._shows_fine
        self._show()

    def _show(self) -> None:
        self._fill(self.lines, self._open_rows, self._open)
        self._fill(self.fine_lines, self._fine_rows, self._fine if self._shows_fine else ())
        self.fine_line.setVisible(bool(self._fine))
        self.fine_line.say(_("Hide") if self._shows_fine else _("Show"))
        tone, icon = (Tone.AMBER, "warning") if self._open else (Tone.GREEN, "check_circle")
        ink = tone_colours(tone, self.palette()).text
        self._icon.setPixmap(pixmap(icon, ink, _ICON, self.devicePixelRatioF()))
        self.setVisible(bool(self._open or self._fine))

    def _fill(self, widgets: list[ClashLine], rows: QVBoxLayout, lines: Sequence[NoteLine]) -> None:
        while len(widgets) < len(lines):
            made = ClashLine(self)
            made.said.connect(self.said)
            widgets.append(made)
            rows.addWidget(made)
        for number, widget in enumerate(widgets):
            widget.setVisible(number < len(lines))
            if number < len(lines):
                widget.show_line(lines[number], is_answerable=self._is_answerable)


class ClashLine(QWidget):
    """A sentence and a link at its end."""

    said = Signal(object)
    """The link was pressed: the DateClash."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._clash: DateClash | None = None
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setFont(small_font(self.font()))
        self.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.label.setContentsMargins(0, TIGHT, 0, 0)
        self.button = LinkButton("", self)
        self.button.setFont(small_font(self.font()))
        self.button.clicked.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.label, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def show_line(self, line: NoteLine, *, is_answerable: bool) -> None:
        """Show a sentence; the link says what can be said of it."""
        self._clash = line.clash
        self.label.setText(leading(line.text))
        self.button.setVisible(line.clash is not None and is_answerable)
        if line.clash is not None:
            self.say(_("Take back") if line.clash.is_fine else _("This is fine"))

    def say(self, words: str) -> None:
        """Show other words on the link."""
        self.button.setText(words)
        self.button.setAccessibleName(f"{words}: {self.label.text()}")
        self.button.updateGeometry()

    def _tell(self) -> None:
        if self._clash is not None:
            self.said.emit(self._clash)
