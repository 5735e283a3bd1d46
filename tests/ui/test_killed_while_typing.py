"""A program that is killed while somebody types loses at most two seconds of the text.

CAPADESK_KILLS sets how often it is killed (3 times if it is not set).
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from capadesk.services.desk import Desk
from capadesk.ui.window.main_window import MainWindow
from tests.ui.typing_child import PACE_MS, text_of

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CAPADESK_KILLS", "3"))
MAY_BE_GONE_S = 2.0
LONGEST_TYPED_S = 4.5
PATIENCE_S = 60.0


def typed(output: Path) -> list[tuple[float, int]]:
    """(moment, letters) for each letter that was typed."""
    lines = [line.split() for line in output.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [(float(moment), int(length)) for moment, length in lines]


def ended_after(
    letters: int,
    desk: Desk,
    settings_file: Path,
    output: Path,
    end_signal: signal.Signals,
    meanwhile: AbstractContextManager[None] | None = None,
) -> tuple[float, int]:
    """Start a program that types, end it after that many letters; the moment of the end, the exit status.

    `meanwhile` begins with the first letter and ends with the program.
    """
    command = [sys.executable, "-m", "tests.ui.typing_child", desk.store.location, str(settings_file)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    watchdog = threading.Timer(PATIENCE_S, child.kill)
    watchdog.start()
    lines = [child.stdout.readline()]
    with meanwhile or nullcontext():
        lines += [child.stdout.readline() for _letter in range(letters - 1)]
        moment = time.monotonic()
        child.send_signal(end_signal)
        rest, complaint = child.communicate(timeout=PATIENCE_S)
    watchdog.cancel()
    assert lines[-1], f"it typed too little: {complaint}"
    output.write_text("".join(lines) + rest)
    return moment, child.returncode


pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@contextmanager
def held_for_writing(location: str) -> Iterator[None]:
    """What a long import or merge of another program does to the data file."""
    with closing(sqlite3.connect(location, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO meta (key, value) VALUES ('long', 'import')")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("number", range(KILLS))
def test_at_most_two_seconds_of_text_are_gone(
    number: int, desk: Desk, make_window: Callable[[], MainWindow], tmp_path: Path
):
    most = round(LONGEST_TYPED_S * 1000 / PACE_MS)
    letters = random.Random(number).randint(1, most)
    killed_and_brought_back(letters, desk, make_window, tmp_path, nullcontext())


def test_no_more_are_gone_while_another_program_holds_the_file(
    desk: Desk, make_window: Callable[[], MainWindow], tmp_path: Path
):
    letters = round(LONGEST_TYPED_S * 1000 / PACE_MS)
    held = held_for_writing(desk.store.location)
    assert killed_and_brought_back(letters, desk, make_window, tmp_path, held)


def killed_and_brought_back(
    letters: int,
    desk: Desk,
    make_window: Callable[[], MainWindow],
    tmp_path: Path,
    meanwhile: AbstractContextManager[None],
) -> int:
    """Kill a program that types after that many letters; how many a new window shows, which are enough."""
    output = tmp_path / "typed.txt"
    killed_at, status = ended_after(letters, desk, tmp_path / "child.ini", output, signal.SIGKILL, meanwhile)
    assert status == -signal.SIGKILL
    moments = typed(output)
    due = max((length for moment, length in moments if moment <= killed_at - MAY_BE_GONE_S), default=0)
    window = make_window()
    if due:
        assert window.page.is_modified
    back = window.page.record.editor.dossier().event if window.page.is_modified else None
    text = back.minutes if back is not None else ""
    assert text == text_of(len(text))
    assert due <= len(text) <= moments[-1][1] + 1
    if back is not None:
        assert back.title == "Kitchen table talk"
    return len(text)


def test_a_program_that_is_told_to_end_keeps_every_letter(
    desk: Desk, make_window: Callable[[], MainWindow], tmp_path: Path
):
    output = tmp_path / "typed.txt"
    _moment, status = ended_after(5, desk, tmp_path / "child.ini", output, signal.SIGTERM)
    assert status == 0
    assert make_window().page.record.editor.dossier().event.minutes == text_of(typed(output)[-1][1])
