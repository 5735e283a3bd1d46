"""An hour's work, played: `python -m tests.play.hour [--rounds N] [--data FILE] [--pictures DIR]`.

Each round creates, edits, filters, changes in bulk, undoes, searches and exports, in all areas, and looks
into the data file after each act. At the end the log must hold no warning and the memory must be as it was.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from tests.play.screen import Program, Screen, missing_programs, wait_until

ROUNDS = 20
WARM_UP = 4
GROWTH_MIB = 20.0
"""So much the memory may differ between the rounds after the warm-up and the last ones."""

_EVENTS, _MEETINGS, _PEOPLE, _ORGANISATIONS, _ACTIONS = (f"ctrl+{number}" for number in range(2, 7))


class Play:
    """One person at work."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self.acts = 0
        self.memory: list[float] = []

    def round(self, number: int) -> None:
        """A little of everything."""
        name = f"Played{number:03d}"
        self._events(name)
        self._new(_MEETINGS, "event", "title", f"{name} meeting")
        self._new(_PEOPLE, "person", "family_name", f"{name} person", tabs=1)
        self._new(_ORGANISATIONS, "organisation", "name", f"{name} organisation")
        self._new(_ACTIONS, "action", "text", f"{name} action")
        self._search(name)
        self._bulk(name)
        self._visit_the_rest()
        self._export(number)
        self.memory.append(self._program.memory_mib)

    # --- acts -------------------------------------------------------------------------------------

    def _events(self, name: str) -> None:
        self._new(_EVENTS, "event", "title", f"{name} workshop")
        program = self._program
        program.press("End")
        program.type(" with more")
        program.press("ctrl+s")
        self._wait(
            f"{name} with more", lambda: self._count("event", "title", f"{name} workshop with more") == 1
        )
        program.press("ctrl+z")
        self._wait(f"{name} undone", lambda: self._count("event", "title", f"{name} workshop") == 1)
        program.press("ctrl+shift+z")
        self._wait(f"{name} redone", lambda: self._count("event", "title", f"{name} workshop with more") == 1)

    def _new(self, area: str, table: str, column: str, text: str, tabs: int = 0) -> None:
        program = self._program
        program.press(area)
        program.press("ctrl+n")
        for _tab in range(tabs):
            program.press("Tab")
        program.type(text)
        program.press("ctrl+s")
        self._wait(text, lambda: self._count(table, column, text) == 1)

    def _search(self, name: str) -> None:
        program = self._program
        for words in (name, name.replace("y", "i"), "nothing at all like this"):
            program.press("ctrl+k")
            program.type(words)
            program.press("Down", "Up", "Escape")
            self.acts += 1
        program.press("ctrl+k")
        program.type(f"{name} person")
        self._settle()
        program.press("Return")
        self.acts += 1

    def _bulk(self, name: str) -> None:
        """Filter the events of this round, delete them all at once, and take it back."""
        program = self._program
        program.press(_EVENTS)
        program.press("ctrl+f")
        program.type(name)
        self._settle()
        program.press("Return")
        program.press("ctrl+a")
        program.press("Delete")
        title = f"{name} workshop with more"
        self._wait(f"{name} deleted", lambda: self._count("event", "title", title) == 0)
        program.press("ctrl+z")
        self._wait(f"{name} back", lambda: self._count("event", "title", title) == 1)
        program.press("ctrl+f")
        program.press("Escape")
        self.acts += 1

    def _visit_the_rest(self) -> None:
        program = self._program
        for words in (">Overview", ">History", ">Bin", ">Settings"):
            program.press("ctrl+k")
            program.type(words)
            self._settle()
            program.press("Return")
            program.press("Down", "Down", "Up")
            self.acts += 1
        # The mouse too: the rail, a row of the list, the wheel.
        program.click(80, 143)
        program.click(300, 260)
        for _turn in range(5):
            program.click(300, 400, button=5)
        program.click(300, 260)
        self.acts += 3

    def _export(self, number: int) -> None:
        report, calendar = self._folder / f"report-{number}.xlsx", self._folder / f"calendar-{number}.ics"
        self._save_as(">Excel report", "Export a report", report)
        with zipfile.ZipFile(report) as book:
            if book.testzip() is not None:
                raise AssertionError(f"{report} is damaged")
        self._save_as(
            ">Calendar file", "Export a calendar", calendar, asked_first="What goes into the calendar"
        )
        if not calendar.read_bytes().endswith(b"END:VCALENDAR\r\n"):
            raise AssertionError(f"{calendar} has no end")
        report.unlink()
        calendar.unlink()

    def _save_as(self, command: str, title: str, path: Path, asked_first: str = "") -> None:
        program = self._program
        program.press("ctrl+k")
        program.type(command)
        self._settle()
        program.press("Return")
        if asked_first:
            program.focus(asked_first)
            program.press("Return")
        program.focus(title)
        program.press("ctrl+a")
        program.type(str(path))
        program.press("Return")
        self._wait(str(path), path.exists)
        program.focus("CapaDesk")

    # --- looking ----------------------------------------------------------------------------------

    def _wait(self, what: str, is_so: Callable[[], bool]) -> None:
        wait_until(is_so, what)
        self.acts += 1

    def _settle(self) -> None:
        """The list follows the words after a short pause in typing, as it does for a person."""
        time.sleep(0.3)

    def _count(self, table: str, column: str, value: str) -> int:
        statement = f"SELECT count(*) FROM {table} WHERE {column} = ? AND deleted = ''"
        return int(self._ask(statement, value))

    def _ask(self, statement: str, *values: str) -> Any:
        uri = f"{self._program.data.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute(statement, values).fetchone()[0]


def play(rounds: int, data: Path, folder: Path, pictures: Path | None = None) -> Play:
    """Play so many rounds on a data file; AssertionError or TimeoutError if anything is wrong."""
    with Screen() as screen:
        program = Program(screen, data, folder)
        played = Play(program, folder)
        try:
            for number in range(rounds):
                played.round(number)
            program.press("ctrl+q")
            status = program.wait_for_end()
        except Exception as error:
            if pictures is not None:
                program.picture(pictures / "where-it-stopped.png")
            if not program.is_running:
                error.add_note(f"the program had ended with {program.wait_for_end()}")
            for line in complaints_of(program, folder):
                error.add_note(line)
            raise
        finally:
            program.kill()
    if status:
        raise AssertionError(f"the program ended with {status}")
    complaints = complaints_of(program, folder)
    if complaints:
        raise AssertionError("\n".join(complaints))
    return played


def complaints_of(program: Program, home: Path) -> list[str]:
    """What the program said on its outputs, and the warnings of its log."""
    said = program.output.read_text(encoding="utf-8").splitlines()
    for log in (home / "state").rglob("*.log*"):
        lines = log.read_text(encoding="utf-8").splitlines()
        said += [line for line in lines if any(level in line for level in ("WARNING", "ERROR", "CRITICAL"))]
    return said


def growth_mib(memory: list[float]) -> float:
    """How much more memory the last rounds needed than those after the warm-up."""
    after = memory[WARM_UP:]
    third = max(len(after) // 3, 1)
    return median(after[-third:]) - median(after[:third])


def main() -> int:
    """Play, and say what was measured."""
    parser = argparse.ArgumentParser(prog="tests.play.hour", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--data", type=Path, help="a data file to work on; the sample if none is named")
    parser.add_argument("--pictures", type=Path, help="where a picture is kept if something goes wrong")
    chosen = parser.parse_args()
    if missing := missing_programs():
        print(f"Not installed: {', '.join(missing)}", file=sys.stderr)
        return 2
    from capadesk.bootstrap import open_desk

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = chosen.data or folder / "desk.db"
        if chosen.data is None:
            desk = open_desk(str(data), language="en", author="Ada")
            desk.sample.add_sample()
            desk.store.close()
        start = time.monotonic()
        played = play(chosen.rounds, data, folder, chosen.pictures)
        taken = time.monotonic() - start
    print(f"{chosen.rounds} rounds, {played.acts} acts that were looked after, {taken:.0f} s, no complaint")
    print("memory after each round, MiB:", " ".join(f"{each:.0f}" for each in played.memory))
    if len(played.memory) > WARM_UP + 2:
        grown = growth_mib(played.memory)
        print(f"growth after the warm-up: {grown:+.1f} MiB")
        return int(grown > GROWTH_MIB)
    return 0


if __name__ == "__main__":
    sys.exit(main())
