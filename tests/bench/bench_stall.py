"""How long the window does not answer while one works with 100,000 events: the longest stall of each work.

The floor is 100 ms: what nobody notices. Memory is a row of its own, in bytes beside 350 MB.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from capadesk.bootstrap import open_desk
from capadesk.resource_files import resource_path
from capadesk.services.desk import Desk
from capadesk.ui.common.calm_collector import CalmCollector
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.unread_sources import leave_sources_unread
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.warm_up import warm_up
from tests.ui.event_loop_watch import EventLoopWatch

BOUND_S = 0.1
MEMORY_MB = 350
EVENTS, PEOPLE, ATTENDANCE = 100_000, 50_000, 1_000_000
_PATIENCE_S = 600.0


def run() -> list[tuple[str, float, float]]:
    """(what, bound, the longest stall), in seconds."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        given = os.environ.get("CAPADESK_BENCH_DATA")
        if given:  # such a file takes minutes to make
            shutil.copy(given, path)
        else:
            desk = open_desk(str(path), author="bench")
            desk.sample.add_scaled(EVENTS, PEOPLE, ATTENDANCE, 1)
            desk.store.close()
        for what, seconds, place in stalls(path):
            rows.append((f"longest stall: {what}", BOUND_S, seconds))
            if seconds > BOUND_S:
                print(f"{what}: {seconds * 1000:.0f} ms in {place}", file=sys.stderr)
    return rows


def stalls(path: Path) -> Iterator[tuple[str, float, str]]:
    """(what was done, longest stall in seconds, where) on a file, the work done one after the other."""
    leave_sources_unread()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    desk = open_desk(str(path), author="bench", language="en")
    settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
    appearance = Appearance(app, settings)
    window = MainWindow(desk, appearance, WindowMemory(settings))
    collector = CalmCollector(lambda: window.runner.is_busy, window)
    window.resize(1280, 800)
    window.show()
    _settle(window)
    warming = EventLoopWatch()
    with warming.watching("warming up"):
        warm = warm_up(window, desk, lambda: window.runner.is_busy)
        _wait(lambda: warm.is_done)
    yield "warming up in a calm moment", warming.longest_ms / 1000, warming.place
    for what, work in _works(window, desk, path.parent):
        watch = EventLoopWatch()
        with watch.watching(what):
            work()
            _settle(window)
        yield what, watch.longest_ms / 1000, watch.place
    collector.stop()
    window.leaving.close_without_asking()
    desk.store.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak_mb:.0f} MB (at most {MEMORY_MB})", file=sys.stderr)


def _works(window: MainWindow, desk: Desk, folder: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    for name in window.area_names:
        yield f"first opening of {name}", partial(window.show_area_named, name)
    window.show_area_named("events")
    _settle(window)
    yield "first opening of the finder", partial(_open_finder, window)
    yield "first new record", partial(_begin_record, window)
    yield "scrolling", partial(_scroll, window)
    yield "opening records", partial(_open_records, window)
    yield "typing into the filter", partial(_type_words, window)
    yield "finding", partial(_find, window)
    yield "choosing all rows", partial(_choose_all, window)
    yield "import", partial(_import_events, window)
    yield "undo of the import", window.undo
    yield "redo of the import", window.redo
    files = window.files
    yield "backup", partial(files.back_up, folder / "copy.db")
    yield "Excel report", partial(files.export_report, folder / "report.xlsx")
    yield "calendar", partial(files.export_calendar, folder / "calendar.ics")


def _open_finder(window: MainWindow) -> None:
    window.find_anything()
    _wait(lambda: not window.finder.is_reading)
    _beat()
    window.finder.toggle()


def _begin_record(window: MainWindow) -> None:
    window.start_new()
    _beat()
    window.page.revert()


def _scroll(window: MainWindow) -> None:
    bar = window.page.list.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 59)
        _beat()
    for _step in range(60):
        QTest.keyClick(window.page.list, Qt.Key.Key_PageUp)
        _beat()


def _open_records(window: MainWindow) -> None:
    for row in range(0, 40, 4):
        window.page.list.selectRow(row)
        _beat()


def _type_words(window: MainWindow) -> None:
    window.page.focus_filter()
    for letter in "climate plan":
        QTest.keyClicks(window.page.header.field, letter)
        _beat()
    _settle(window)
    window.page.panel.show_all()


def _find(window: MainWindow) -> None:
    window.find_anything()
    for letter in "wrokshop heat":
        QTest.keyClicks(window.finder.field, letter)
        _beat()
    _wait(lambda: not window.finder.is_reading)
    window.finder.toggle()


def _choose_all(window: MainWindow) -> None:
    window.page.list.selectAll()
    _beat()
    window.page.list.selectRow(0)


def _import_events(window: MainWindow) -> None:
    files = window.files
    files.plan_import([resource_path("capacities-events.json")])
    _wait(lambda: files.preview is not None)
    assert files.preview is not None
    files.preview.accept()


def _beat() -> None:
    """As long as somebody needs between two keys."""
    end = monotonic() + 0.03
    while monotonic() < end:
        QApplication.processEvents()


def _settle(window: MainWindow) -> None:
    """Until nothing is read or done any more."""
    quiet = 0
    end = monotonic() + _PATIENCE_S
    while quiet < 20:
        assert monotonic() < end, "the window never came to rest"
        QApplication.processEvents()
        panel = getattr(window.page, "panel", None)
        is_reading = getattr(panel if panel is not None else window.page, "is_reading", False)
        quiet = 0 if window.runner.is_busy or is_reading else quiet + 1


def _wait(ready: Callable[[], bool]) -> None:
    end = monotonic() + _PATIENCE_S
    while not ready():
        assert monotonic() < end, "it never came"
        QApplication.processEvents()
