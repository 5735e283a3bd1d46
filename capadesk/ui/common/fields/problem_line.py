"""A line beneath a field that says in words what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import TIGHT

_ICON_SIZE = 16


class ProblemLine(QWidget):
    """A warning sign and a sentence; hidden, and next to nothing, while there is nothing to say."""

    _SIGN, _TONE = "warning", Tone.RED

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[QLabel, QLabel] | None = None
        self._sentence = ""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def text(self) -> str:
        """The sentence, "" if there is none."""
        return self._sentence

    def set_text(self, sentence: str) -> None:
        """Show the sentence, or hide the line if it is empty."""
        self._sentence = sentence
        if sentence and self._labels is None:
            self._labels = self._lay_out()
            self._tint()
        if self._labels is not None:
            self._labels[1].setText(leading(sentence))
        self.setVisible(bool(sentence))

    def _lay_out(self) -> tuple[QLabel, QLabel]:
        icon, text = QLabel(self), QLabel(self)
        icon.setAccessibleName(self._sign_name())
        text.setWordWrap(True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, TIGHT, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(icon)
        layout.addWidget(lead(text), 1)
        return icon, text

    def _tint(self) -> None:
        if self._labels is not None:
            colour = tone_colours(self._TONE, self.palette()).text
            self._labels[0].setPixmap(pixmap(self._SIGN, colour, _ICON_SIZE, self.devicePixelRatioF()))

    def _sign_name(self) -> str:
        return _("Problem")


class GoodLine(ProblemLine):
    """The same for what is well."""

    _SIGN, _TONE = "check_circle", Tone.GREEN

    def _sign_name(self) -> str:
        return _("All is well")


def problem_sentence(code: str) -> str:
    """The sentence for a problem's code (see domain.validation)."""
    sentences = {
        "missing": _("Please fill this in: it is needed to save."),
        "too_long": _("This is too long. Please shorten it."),
        "not_an_email": _("This is no e-mail address. It should read like name@example.org."),
        "not_a_country": _("This is no country. Please choose one from the list."),
        "negative": _("A number of people cannot be below zero."),
        "too_large": _("This number is too large."),
        "end_before_start": _("The end lies before the start. Please correct one of them."),
    }
    return sentences.get(code, _("This cannot be saved as it is ({code}).").format(code=code))
