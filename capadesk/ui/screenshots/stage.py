"""The stage that pictures are taken on: an application, a data file, and one window over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.services.desk import Desk
from capadesk.ui.common.look.appearance import Appearance, Scheme
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.window.main_window import MainWindow

_CALM_S = 0.25
"""After this long nothing is read any more that began at once."""
_PATIENCE_S = 30.0
_SHOWN_ROW = 5

Size = tuple[int, int]


class Stage(NamedTuple):
    """What a scene plays on."""

    app: QApplication
    appearance: Appearance
    window: MainWindow
    desk: Desk
    folder: Path

    def settle(self) -> None:
        """Wait until what is read in threads is shown."""
        until, end = monotonic() + _CALM_S, monotonic() + _PATIENCE_S
        while monotonic() < until or (self._is_busy() and monotonic() < end):
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        self.app.processEvents()  # what has just gone, as the strip of progress, makes room

    def _is_busy(self) -> bool:
        page = self.window.area_page
        is_reading = getattr(self.window.page, "is_reading", False)
        return self.window.runner.is_busy or is_reading or (page is not None and page.panel.is_reading)

    def show(self, area: str, size: Size, scheme: Scheme = Scheme.LIGHT) -> None:
        """An area in a size and a scheme, with a record beside its list."""
        self.appearance.choose(scheme)
        self.window.resize(*size)
        self.window.show_area_named(area)
        self.settle()
        page = self.window.area_page
        if page is not None and page.model.rowCount():
            page.list.setCurrentIndex(page.model.index(min(_SHOWN_ROW, page.model.rowCount() - 1), 0))
        self.settle()

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window, or of another one; OSError if it cannot be written."""
        path = self.folder / f"{name}.png"
        if not (widget or self.window).grab().save(str(path)):
            raise OSError(f"The picture {path} could not be written")


@contextmanager
def stage(desk: Desk, settings: Path, folder: Path, *, is_mirrored: bool = False) -> Iterator[Stage]:
    """A window over a desk, with settings of its own; `is_mirrored` is from right to left."""
    app = QApplication.instance() or QApplication(["capadesk"])
    assert isinstance(app, QApplication)
    before = app.layoutDirection()
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight)
    kept = QSettings(str(settings), QSettings.Format.IniFormat)
    appearance = Appearance(app, kept)
    window = MainWindow(desk, appearance, WindowMemory(kept))
    window.bar.set_quiet_text(Path(desk.store.location).name)
    window.show()
    try:
        yield Stage(app, appearance, window, desk, folder)
    finally:
        window.leaving.close_without_asking()
        window.deleteLater()
        appearance.take_off()
        app.setLayoutDirection(before)
        app.processEvents()
