"""Starting until the window is painted: the program, beside a bare window over a SELECT of SQLAlchemy."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from capadesk.bootstrap import open_desk

ROUNDS = 7

_BARE = """
import os, sys
from sqlalchemy import create_engine
engine = create_engine("sqlite:///" + sys.argv[1])
with engine.connect() as connection:
    rows = connection.exec_driver_sql("SELECT title, kind, status FROM event LIMIT 200").fetchall()
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem
app = QApplication([])
window = QMainWindow()
table = QTableWidget(len(rows), 3)
for number, row in enumerate(rows):
    for column, value in enumerate(row):
        table.setItem(number, column, QTableWidgetItem(value))
window.setCentralWidget(table)
window.show()
window.grab()
os._exit(0)
"""

_OURS = """
import gc, os, sys
gc.disable()
from capadesk.bootstrap import open_desk_for_window
desk = open_desk_for_window(sys.argv[1])
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from capadesk.ui.common.appearance import Appearance
from capadesk.ui.common.window_memory import WindowMemory, user_settings
from capadesk.ui.main_window import MainWindow
app = QApplication([])
settings = user_settings()
window = MainWindow(desk, Appearance(app, settings), WindowMemory(settings))
window.show()
def painted():
    window.grab()
    os._exit(0)
QTimer.singleShot(0, painted)
app.exec()
"""


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds): medians of whole processes that take turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        desk = open_desk(str(path), author="bench")
        desk.sample.add_sample()
        desk.store.close()
        times: dict[str, list[float]] = {_BARE: [], _OURS: []}
        for _round in range(ROUNDS):
            for program, taken in times.items():
                taken.append(_seconds(program, path))
    return [("start until the window is painted", median(times[_BARE][1:]), median(times[_OURS][1:]))]


def _seconds(program: str, path: Path) -> float:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "HOME": str(path.parent)}
    start = perf_counter()
    command = [sys.executable, "-c", program, str(path)]
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    return perf_counter() - start
