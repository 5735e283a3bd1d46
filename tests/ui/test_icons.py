"""The drawings: each is there, is sound and takes its colour from the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from capadesk.resource_files import resource_path
from capadesk.ui.common.look import code_looks
from capadesk.ui.common.look.icons import pixmap

DRAWINGS = sorted(resource_path("icons").glob("*.svg"))


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_every_drawing_is_sound_and_on_the_grid(qtbot: QtBot, path: Path):
    text = path.read_text(encoding="utf-8")
    assert QSvgRenderer(QByteArray(text.encode())).isValid()
    if path.stem != "capadesk":
        assert 'viewBox="0 0 24 24"' in text
        assert 'stroke-width="1.6"' in text


def test_a_drawing_takes_the_colour_that_is_asked_for(qtbot: QtBot):
    picture = pixmap("plus", QColor("#ff0000"), 24).toImage()
    middle = picture.pixelColor(12, 12)
    assert (middle.red(), middle.green(), middle.blue()) == (255, 0, 0)
    assert pixmap("plus", QColor("#ff0000"), 24, scale=2).width() == 48


def test_every_code_has_a_drawing(qtbot: QtBot):
    codes = ["planned", "held", "workshop", "meeting", "government", "national", "something of the user's"]
    for look in (
        code_looks.status_chip,
        code_looks.kind_chip,
        code_looks.helix_chip,
        code_looks.level_chip,
    ):
        for code in codes:
            assert not pixmap(look(code).icon, QColor("#000000")).isNull()
