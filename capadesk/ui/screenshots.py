"""Draws pictures of the window: `python -m capadesk.ui.screenshots --out DIR [--data FILE] [--one]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from capadesk.services.desk import Desk
    from capadesk.ui.common.appearance import Appearance
    from capadesk.ui.main_window import MainWindow

_SIZES = ((1280, 800), (1920, 1080))
_SHOWN_ROW = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw each area, light and dark, small and large, or only the overview. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="capadesk.ui.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder for the pictures")
    parser.add_argument("--data", type=Path, help="a data file; sample data if none is named")
    parser.add_argument("--one", action="store_true", help="only window.png: the overview, light, 1280x800")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The database library before Qt, which slows every import that comes after it.
    from capadesk.bootstrap import open_desk

    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(str(chosen.data or Path(folder) / "sample.db"))
        if chosen.data is None:
            desk.sample.add_sample()
        try:
            with _window(desk, Path(folder)) as (app, window, appearance):
                if chosen.one:
                    _draw_one(app, window, appearance, chosen.out)
                else:
                    _draw_all(app, window, appearance, chosen.out)
        finally:
            desk.store.close()
    return 0


@contextmanager
def _window(desk: Desk, folder: Path) -> Iterator[tuple[QApplication, MainWindow, Appearance]]:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from capadesk.ui.common.appearance import Appearance
    from capadesk.ui.common.window_memory import WindowMemory
    from capadesk.ui.main_window import MainWindow

    app = QApplication.instance() or QApplication(["capadesk"])
    assert isinstance(app, QApplication)
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    appearance = Appearance(app, settings)
    window = MainWindow(desk, appearance, WindowMemory(settings))
    window.bar.set_quiet_text(Path(desk.store.location).name)
    window.show()
    try:
        yield app, window, appearance
    finally:
        window.close()
        window.deleteLater()
        app.processEvents()


def _draw_one(app: QApplication, window: MainWindow, appearance: Appearance, out: Path) -> None:
    from capadesk.ui.common.appearance import Scheme

    appearance.choose(Scheme.LIGHT)
    _draw(app, window, window.area_names.index("overview"), _SIZES[0], out / "window.png")


def _draw_all(app: QApplication, window: MainWindow, appearance: Appearance, out: Path) -> None:
    from capadesk.ui.common.appearance import Scheme

    for scheme in (Scheme.LIGHT, Scheme.DARK):
        appearance.choose(scheme)
        for size in _SIZES:
            for number, area in enumerate(window.area_names):
                name = f"{area}-{scheme}-{size[0]}x{size[1]}.png"
                _draw(app, window, number, size, out / name)


def _draw(app: QApplication, window: MainWindow, area: int, size: tuple[int, int], path: Path) -> None:
    window.resize(*size)
    window.show_area(area)
    page = window.area_page
    if page is not None and page.model.rowCount():
        page.list.setCurrentIndex(page.model.index(min(_SHOWN_ROW, page.model.rowCount() - 1), 0))
    app.processEvents()
    if not window.grab().save(str(path)):
        raise OSError(f"The picture {path} could not be written")


if __name__ == "__main__":
    sys.exit(main())
