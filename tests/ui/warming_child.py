"""A program that warms up and then opens everything once; it prints what was imported when."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from capadesk.bootstrap import open_desk_for_window
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.warm_up import parts


def ours() -> set[str]:
    """The modules of the program that are imported now, but for those that threads which read import."""
    return {name for name in sys.modules if name.startswith("capadesk") and ".storage" not in name}


def main(location: str, *modules: str) -> int:
    """Import the modules one by one, make the pages, show them."""
    app = QApplication([])
    settings = QSettings(str(Path(location).with_suffix(".ini")), QSettings.Format.IniFormat)
    desk = open_desk_for_window(location, read_only=False)
    window = MainWindow(desk, Appearance(app, settings), WindowMemory(settings))
    window.show()
    app.processEvents()
    brought_along = {}
    for name in modules:
        before = ours()
        import_module(f"capadesk.{name}")
        brought_along[name] = sum(not hasattr(sys.modules[new], "__path__") for new in ours() - before)
    for _step in parts(window, desk):
        pass
    # What comes by itself a while after the first look, whatever is clicked.
    window.background.look_at_file()
    window.background.follow_feeds()
    desk.feeds.lines()
    known = ours()
    for name in window.area_names:
        window.show_area_named(name)
        app.processEvents()
    window.find_anything()
    app.processEvents()
    window.find_anything()
    window.show_area_named("events")
    window.start_new()
    app.processEvents()
    print(json.dumps({"brought_along": brought_along, "by_first_clicks": sorted(ours() - known)}))
    window.page.revert()
    window.leaving.close_without_asking()
    desk.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
