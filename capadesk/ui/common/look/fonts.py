"""The three sizes of text, from Inter if it is installed, else from the system's own font."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

_FAMILY = "Inter"
_LEAST_POINTS = 10.0
_SMALL = 0.9
_TITLE = 1.5


def base_font() -> QFont:
    """The window's font: its size is the system's, at least 10 points."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontDatabase.hasFamily(_FAMILY):
        font = QFont(_FAMILY, weight=QFont.Weight.Normal)
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
        font.setPointSizeF(system)
    font.setPointSizeF(max(font.pointSizeF(), _LEAST_POINTS))
    return font


def small_font(base: QFont) -> QFont:
    """For second lines, headings of columns and chips."""
    return _scaled(base, _SMALL)


def title_font(base: QFont) -> QFont:
    """For the title of a page or a record."""
    font = _scaled(base, _TITLE)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def strong_font(base: QFont) -> QFont:
    """For the first line of a row."""
    font = QFont(base)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def figures_font(base: QFont) -> QFont:
    """For columns of numbers: figures of one width, where the font has them."""
    font = QFont(base)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _scaled(base: QFont, factor: float) -> QFont:
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * factor)
    return font
