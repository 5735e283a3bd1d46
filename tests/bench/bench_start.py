"""Starting until the overview is painted: the program's own way in, beside the libraries alone.

The floor is what no program of this kind can be without: the same interpreter, SQLAlchemy Core, PySide6, one
empty window and one SELECT. CAPADESK_BENCH_DATA names a large data file to measure as well.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from capadesk.bootstrap import open_desk

ROUNDS = 11
SMALL = (2_000, 1_000, 20_000)
LARGE = (100_000, 50_000, 1_000_000)
"""Events, people, participations."""

_BARE = """
import os, sys
from sqlalchemy import create_engine, text
engine = create_engine("sqlite:///" + sys.argv[1])
with engine.connect() as connection:
    connection.execute(text("SELECT title, kind, status FROM event LIMIT 20")).fetchall()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
window.grab()
os._exit(0)
"""

# The program is started as always; only in the place of its event loop the window is looked at and left.
_OURS = """
import gc, os, sys
sys.modules["pytz"] = None  # brought by a library of the tests: where it is, Babel reads 600 zones with it
freeze = gc.freeze
def frozen():
    freeze()
    from PySide6.QtWidgets import QApplication
    from capadesk.ui.window.main_window import MainWindow
    windows, make = [], MainWindow.__init__
    def made(window, *parts, **more):
        windows.append(window)
        make(window, *parts, **more)
    MainWindow.__init__ = made
    def look(*_nothing):
        app = QApplication.instance()
        (window,) = windows
        assert window.shown_area == "overview", window.shown_area
        while window.page.is_reading:
            app.processEvents()
        app.processEvents()
        window.grab()
        os._exit(0)
    QApplication.exec = look
gc.freeze = frozen
sys.argv = ["capadesk", "--data", sys.argv[1]]
from capadesk.cli import main
main()
sys.exit("the window was not seen")
"""


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds): medians of the time that whole processes take."""
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        small = Path(folder) / "small.db"
        desk = open_desk(str(small), author="bench")
        desk.sample.add_scaled(*SMALL, seed=1)
        desk.store.close()
        rows += _compared("start, 2,000 events", small)
        large = os.environ.get("CAPADESK_BENCH_DATA")
        if large:
            rows += _compared("start, large file", Path(large))
    return rows


def _compared(what: str, path: Path) -> list[tuple[str, float, float]]:
    walls: dict[str, list[float]] = {_BARE: [], _OURS: []}
    cpus: dict[str, list[float]] = {_BARE: [], _OURS: []}
    for _round in range(ROUNDS):
        for program, taken in walls.items():
            wall, cpu = _taken(program, path)
            taken.append(wall)
            cpus[program].append(cpu)
    # The first round fills the caches of the disk and of the interpreter.
    return [
        (f"{what}, {kind}", median(times[_BARE][1:]), median(times[_OURS][1:]))
        for kind, times in (("wall", walls), ("CPU", cpus))
    ]


def _taken(program: str, path: Path) -> tuple[float, float]:
    home = {name: str(path.parent / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    environment = {**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "CAPADESK_LANGUAGE": "en"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
    from time import perf_counter

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    command = [sys.executable, "-c", program, str(path)]
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
