"""The colours of the window: two palettes by role, and the tones of chips."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

_Role = QPalette.ColorRole

_LIGHT = {
    _Role.Window: "#f4f6f8",
    _Role.WindowText: "#1b2430",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#eef1f4",
    _Role.Text: "#1b2430",
    _Role.PlaceholderText: "#5d6979",
    _Role.Button: "#ffffff",
    _Role.ButtonText: "#1b2430",
    _Role.BrightText: "#ffffff",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e6eaee",
    _Role.Mid: "#ced5dd",
    _Role.Dark: "#8792a1",
    _Role.Shadow: "#1b2430",
    _Role.Highlight: "#0b6b60",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#0b6b60",
    _Role.Link: "#0b6b60",
    _Role.LinkVisited: "#0b6b60",
    _Role.ToolTipBase: "#1b2430",
    _Role.ToolTipText: "#ffffff",
}
_DARK = {
    _Role.Window: "#14181d",
    _Role.WindowText: "#e7ebf0",
    _Role.Base: "#1b2026",
    _Role.AlternateBase: "#252b33",
    _Role.Text: "#e7ebf0",
    _Role.PlaceholderText: "#9ba7b5",
    _Role.Button: "#252b33",
    _Role.ButtonText: "#e7ebf0",
    _Role.BrightText: "#ffffff",
    _Role.Light: "#39424d",
    _Role.Midlight: "#2a313a",
    _Role.Mid: "#3d4753",
    _Role.Dark: "#6f7c8b",
    _Role.Shadow: "#000000",
    _Role.Highlight: "#57c7b3",
    _Role.HighlightedText: "#06231e",
    _Role.Accent: "#57c7b3",
    _Role.Link: "#57c7b3",
    _Role.LinkVisited: "#57c7b3",
    _Role.ToolTipBase: "#e7ebf0",
    _Role.ToolTipText: "#14181d",
}


class Tone(StrEnum):
    """The hue of a chip; what it says stands beside it in words."""

    NEUTRAL = "neutral"
    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    PURPLE = "purple"
    AMBER = "amber"
    RED = "red"


class ToneColours(NamedTuple):
    """Text and ground of a chip."""

    text: QColor
    ground: QColor


_TONES = {
    Tone.NEUTRAL: (("#465264", "#e9edf1"), ("#c3ccd7", "#2f3741")),
    Tone.BLUE: (("#1a4f91", "#e1edfb"), ("#9cc5f7", "#1e3147")),
    Tone.TEAL: (("#0a5d54", "#d9f1ed"), ("#7fd9c8", "#173833")),
    Tone.GREEN: (("#22602f", "#e0f2e3"), ("#96d9a3", "#1f3826")),
    Tone.PURPLE: (("#5a3a9c", "#ece6fa"), ("#c6b3f5", "#312a47")),
    Tone.AMBER: (("#7a4a05", "#fcefd7"), ("#f0c678", "#3d3019")),
    Tone.RED: (("#97262c", "#fbe5e5"), ("#f5a3a3", "#452326")),
}


def light_palette() -> QPalette:
    """Dark words on light ground."""
    return _made(_LIGHT)


def dark_palette() -> QPalette:
    """Light words on dark ground."""
    return _made(_DARK)


def is_dark(palette: QPalette) -> bool:
    """Whether the palette's ground is darker than its words."""
    return palette.color(_Role.Window).lightness() < palette.color(_Role.WindowText).lightness()


def tone_colours(tone: Tone, palette: QPalette) -> ToneColours:
    """The colours of a chip on this palette."""
    text, ground = _TONES[tone][1 if is_dark(palette) else 0]
    return ToneColours(QColor(text), QColor(ground))


def mixed(over: QColor, ground: QColor, share: float) -> QColor:
    """`over` laid on `ground` with an opacity of `share` (0 to 1)."""
    return QColor(
        round(over.red() * share + ground.red() * (1 - share)),
        round(over.green() * share + ground.green() * (1 - share)),
        round(over.blue() * share + ground.blue() * (1 - share)),
    )


def selection_ground(palette: QPalette) -> QColor:
    """The ground of a selected row: a breath of the accent, so that chips and words stay readable."""
    return mixed(palette.color(_Role.Accent), palette.color(_Role.Base), 0.13)


def hover_ground(palette: QPalette) -> QColor:
    """The ground of what the pointer rests on."""
    return mixed(palette.color(_Role.Text), palette.color(_Role.Base), 0.04)


def hovered_ground(ink: QColor, ground: QColor) -> QColor:
    """The ground of an event that the pointer rests on: a little of its words' colour in its own ground."""
    return mixed(ink, ground, 0.08)


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def _made(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    ground = QColor(colours[_Role.Window])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        faded = mixed(QColor(colours[_Role.WindowText]), ground, 0.45)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Accent, QColor(colours[_Role.Mid]))
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(colours[_Role.Mid]))
    return palette
