"""Colours that can be read, light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from capadesk.ui.common.look.palette import (
    Tone,
    contrast,
    dark_palette,
    hover_ground,
    hovered_ground,
    is_dark,
    light_palette,
    selection_ground,
    tone_colours,
)

ENOUGH = 4.5
Role = QPalette.ColorRole
PALETTES = {"light": light_palette, "dark": dark_palette}
PAIRS = [
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.PlaceholderText, Role.Base),
    (Role.PlaceholderText, Role.Window),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.Link, Role.Base),
    (Role.Link, Role.Window),
    (Role.ToolTipText, Role.ToolTipBase),
]


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(name: str, words: Role, ground: Role):
    palette = PALETTES[name]()
    assert contrast(palette.color(words), palette.color(ground)) >= ENOUGH


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("role", [Role.Text, Role.PlaceholderText])
def test_words_stand_out_from_selected_and_hovered_rows(name: str, role: Role):
    palette = PALETTES[name]()
    event = hovered_ground(palette.color(Role.Text), palette.color(Role.Base))
    for ground in (selection_ground(palette), hover_ground(palette), event):
        assert contrast(palette.color(role), ground) >= ENOUGH


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("tone", Tone)
def test_chips_can_be_read(name: str, tone: Tone):
    colours = tone_colours(tone, PALETTES[name]())
    assert contrast(colours.text, colours.ground) >= ENOUGH
    assert contrast(colours.text, hovered_ground(*colours)) >= ENOUGH


def test_dark_is_dark():
    assert is_dark(dark_palette())
    assert not is_dark(light_palette())


def test_contrast_is_that_of_the_standard():
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)
