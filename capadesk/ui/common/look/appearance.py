"""Light or dark: as the system says, or as the user chose; a change is seen at once."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication

from capadesk.ui.common.look.calm_style import CalmStyle
from capadesk.ui.common.look.fonts import base_font
from capadesk.ui.common.look.icons import tint_again
from capadesk.ui.common.look.palette import dark_palette, light_palette
from capadesk.ui.common.mnemonic_keys import MnemonicKeys

TEXT_SIZES = (100, 110, 125, 150)
"""The sizes of text that can be chosen, in per cent of the system's."""

_SETTING = "appearance"
_TEXT_SETTING = "text_percent"


class Scheme(StrEnum):
    """What the user can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Appearance(QObject):
    """Dresses the application and remembers the choice."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: QSettings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        stored = str(settings.value(_SETTING, Scheme.SYSTEM))
        self._scheme = Scheme(stored) if stored in list(Scheme) else Scheme.SYSTEM
        self._style = CalmStyle()
        app.setStyle(self._style)
        self._mnemonic_keys = MnemonicKeys(self._style, app)
        self._apply_text_size()
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """The user's choice."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        """What is shown now."""
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def choose(self, scheme: Scheme) -> None:
        """Show and remember a choice."""
        self._scheme = scheme
        self._settings.setValue(_SETTING, scheme.value)
        self._apply()

    @property
    def text_percent(self) -> int:
        """How large text is, in per cent of the system's size."""
        stored = str(self._settings.value(_TEXT_SETTING, TEXT_SIZES[0]))
        return int(stored) if stored in map(str, TEXT_SIZES) else TEXT_SIZES[0]

    def choose_text_size(self, percent: int) -> None:
        """Remember a size of text (one of TEXT_SIZES); windows that are opened from now on have it."""
        self._settings.setValue(_TEXT_SETTING, percent)
        self._apply_text_size()

    def take_off(self) -> None:
        """Leave the application to others: no filter, no answer to changes of the system."""
        self._mnemonic_keys.stop()
        self._app.styleHints().colorSchemeChanged.disconnect(self._apply)
        self._app.setStyle("Fusion")

    def _apply_text_size(self) -> None:
        font = base_font()
        font.setPointSizeF(font.pointSizeF() * self.text_percent / 100)
        self._app.setFont(font)

    def _apply(self) -> None:
        self._app.setPalette(dark_palette() if self.is_dark else light_palette())
        tint_again()
        self.changed.emit()
