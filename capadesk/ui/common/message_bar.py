"""The bar below everything: says what happened and offers Undo, words errors, asks short questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.icons import pixmap, set_icon
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT

_HEIGHT = 44
_ICON = 18


class Answer(NamedTuple):
    """One way to go on, named by what it does."""

    text: str
    then: Callable[[], None]
    is_main: bool = False


class Question(NamedTuple):
    """A short question; the last answer is the one that changes nothing: Escape gives it.

    Enter gives the main one, where there is none the first.

    One that comes by itself, while the user may be typing, does not take the focus.
    """

    text: str
    answers: tuple[Answer, ...]
    takes_focus: bool = True


class Mood(Enum):
    """What the bar shows."""

    QUIET = auto()
    DONE = auto()
    ERROR = auto()
    QUESTION = auto()


class MessageBar(QWidget):
    """One message at a time; a question stays until it is answered."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    sign_clicked = Signal()
    """The sign of something that fails for long was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(_("Messages"))
        self._mood = Mood.QUIET
        self._quiet_text = ""
        self._question: Question | None = None
        self._answer_buttons: list[QPushButton] = []
        self._icon = QLabel(self)
        self._icon.setFixedSize(QSize(_ICON, _ICON))
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._undo = QPushButton(_("Undo"), self)
        set_icon(self._undo, "undo")
        self._undo.setToolTip(_("Undo (Ctrl+Z)"))
        self._undo.clicked.connect(self.undo_wanted)
        self._redo = QPushButton(_("Redo"), self)
        set_icon(self._redo, "redo")
        self._redo.setToolTip(_("Redo (Ctrl+Shift+Z)"))
        self._redo.clicked.connect(self.redo_wanted)
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        set_icon(self._close, "close")
        self._close.setToolTip(_("Close the message"))
        self._close.setAccessibleName(_("Close the message"))
        self._close.clicked.connect(self.clear)
        self.sign = QToolButton(self)
        self.sign.setAutoRaise(True)
        self.sign.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sign.clicked.connect(self.sign_clicked)
        self.sign.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(LARGE, TIGHT, SMALL, TIGHT)
        self._row.setSpacing(SMALL)
        for widget in (self._icon, self._text, self._undo, self._redo, self._close, self.sign):
            self._row.addWidget(widget)
        self._row.setStretch(1, 1)
        self._show(Mood.QUIET, "")

    # --- what is said -----------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What the bar says now."""
        return self._text.text()

    @property
    def mood(self) -> Mood:
        """How it says it."""
        return self._mood

    @property
    def is_undo_offered(self) -> bool:
        """Whether the Undo button is there."""
        return not self._undo.isHidden()

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        return self._question

    def set_quiet_text(self, text: str) -> None:
        """What stands there when nothing is to be said."""
        self._quiet_text = text
        if self._mood is Mood.QUIET:
            self._text.setText(text)

    def say(self, text: str, *, with_undo: bool = False, with_redo: bool = False) -> None:
        """Something was done, or undone."""
        self._show(Mood.DONE, text)
        self._undo.setVisible(with_undo)
        self._redo.setVisible(with_redo)

    def complain(self, text: str) -> None:
        """Something failed: what happened and what to do."""
        self._show(Mood.ERROR, text)

    def ask(self, question: Question) -> None:
        """Ask; a question that was not answered yet is dropped, as its last answer would."""
        self._show(Mood.QUESTION, question.text)
        self._question = question
        self._close.hide()
        self._add_answers(question.answers)
        if question.takes_focus:
            mains = [number for number, answer in enumerate(question.answers) if answer.is_main]
            self._answer_buttons[mains[0] if mains else 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sign(self, text: str, tip: str) -> None:
        """A calm sign that stays while messages come and go; "" takes it away."""
        self.sign.setText(text)
        self.sign.setToolTip(tip)
        self.sign.setAccessibleDescription(tip)
        self.sign.setVisible(bool(text))
        self._dress()

    def calm(self) -> None:
        """Take back an error that does not matter any more."""
        if self._mood is Mood.ERROR:
            self.clear()

    def clear(self) -> None:
        """Nothing to say."""
        self._show(Mood.QUIET, self._quiet_text)

    # --- answers ----------------------------------------------------------------------------------

    def _add_answers(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            button = QPushButton(answer.text, self)
            button.setProperty(PRIMARY, answer.is_main)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _checked=False, chosen=answer: self._give(chosen))
            self._row.insertWidget(self._row.indexOf(self._close), button)
            button.show()
            self._answer_buttons.append(button)

    def _give(self, answer: Answer) -> None:
        self.clear()
        answer.then()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the answer that has the focus, Escape gives the one that changes nothing."""
        if event.key() == Qt.Key.Key_Escape:
            if self._question is not None:
                self._give(self._question.answers[-1])
            else:
                self.clear()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for button in self._answer_buttons:
                if button.hasFocus():
                    button.click()
                    return
        super().keyPressEvent(event)

    # --- look -------------------------------------------------------------------------------------

    def _show(self, mood: Mood, text: str) -> None:
        self._mood = mood
        self._question = None
        for button in self._answer_buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._answer_buttons.clear()
        self._text.setText(text)
        self._undo.hide()
        self._redo.hide()
        self._close.setVisible(mood in (Mood.DONE, Mood.ERROR))
        self._icon.setVisible(mood is not Mood.QUIET)
        self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        name, tone = _LOOKS[self._mood]
        colour = palette.color(QPalette.ColorRole.PlaceholderText)
        if tone is not None:
            ink = tone_colours(tone, palette).text
            self._icon.setPixmap(pixmap(name, ink, _ICON, self.devicePixelRatioF()))
            colour = palette.color(QPalette.ColorRole.WindowText)
        if not self.sign.isHidden():
            amber = tone_colours(Tone.AMBER, palette).text
            self.sign.setIcon(QIcon(pixmap("warning", amber, _ICON, self.devicePixelRatioF())))
        words = self._text.palette()
        if words.color(QPalette.ColorRole.WindowText) != colour:
            words.setColor(QPalette.ColorRole.WindowText, colour)
            self._text.setPalette(words)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ground that fits the mood, and a line above."""
        painter = QPainter(self)
        palette = self.palette()
        tone = _LOOKS[self._mood][1]
        if tone in (Tone.RED, Tone.AMBER):
            painter.fillRect(self.rect(), tone_colours(tone, palette).ground)
        painter.setPen(palette.color(QPalette.ColorRole.Midlight))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        painter.end()


_LOOKS: dict[Mood, tuple[str, Tone | None]] = {
    Mood.QUIET: ("info", None),
    Mood.DONE: ("check_circle", Tone.GREEN),
    Mood.ERROR: ("warning", Tone.RED),
    Mood.QUESTION: ("info", Tone.AMBER),
}
