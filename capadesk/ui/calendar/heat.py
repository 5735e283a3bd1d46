"""Shades that say how many events there are: the more, the darker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPalette

from capadesk.ui.common.look.palette import contrast, mixed

_Role = QPalette.ColorRole
_SHARES = (0.22, 0.40, 0.58, 0.78, 1.0)
"""How much of the accent a place has, in five steps up to the fullest."""


def heat_steps(most: int) -> tuple[int, ...]:
    """The upper ends of at most five steps from one event to the fullest day: each step is wider."""
    if most <= len(_SHARES):
        return tuple(range(1, most + 1))
    lower = range(1, len(_SHARES))
    return (*(max(round(most ** (number / len(_SHARES))), number) for number in lower), most)


def ink_on(ground: QColor, palette: QPalette) -> QColor:
    """The ink of the palette that is read best on a ground."""
    inks = [palette.color(_Role.Text), palette.color(_Role.HighlightedText)]
    return max(inks, key=lambda ink: contrast(ink, ground))


def shade(count: int, steps: Sequence[int], palette: QPalette) -> QColor:
    """The ground of a place with so many events; `steps` are those of `heat_steps`."""
    level = sum(count > step for step in steps[:-1])
    return mixed(
        palette.color(_Role.Accent), palette.color(_Role.Base), _SHARES[min(level, len(_SHARES) - 1)]
    )
