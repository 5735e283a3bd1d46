"""What was acknowledged is there, whatever happens: killed programs, two programs, full disks, no rights.

CAPADESK_KILLS sets how often the program is killed (8 if it is not set).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.records import Event
from capadesk.domain.stamp import Stamp
from capadesk.services.record_service import RecordService

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("CAPADESK_KILLS", "8"))
IMPORTED = 400

on_posix = pytest.mark.skipif(os.name != "posix", reason="signals and owners of POSIX")
as_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount a disk")

# A program started by this has no right but those of the files' modes, even if root starts it: two
# capabilities (DAC_OVERRIDE and DAC_READ_SEARCH) are dropped for good before it begins (PR_CAPBSET_DROP).
_AS_ORDINARY_USER = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):
            sys.exit("capabilities cannot be dropped")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    open_desk(str(path), author="test").store.close()
    return path


def run(*arguments: object, as_ordinary_user: bool = False) -> subprocess.CompletedProcess[str]:
    launcher = [sys.executable, "-c", _AS_ORDINARY_USER] if as_ordinary_user else [sys.executable]
    command = [*launcher, "-m", "capadesk", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


# --- killed ---------------------------------------------------------------------------------------


class Acknowledged:
    """What killed programs had acknowledged, and whether a file holds all of it."""

    def __init__(self) -> None:
        self.stamps: set[str] = set()
        self.titles: dict[UUID, str] = {}

    def read(self, output: Path) -> None:
        """Take the whole lines that a child had printed: "stamp id title"."""
        for line in output.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                stamp, event_id, title = line.rstrip("\n").split(" ", 2)
                self.stamps.add(stamp)
                self.titles[UUID(event_id)] = title

    def assert_there(self, path: Path) -> None:
        """The file is sound, every acknowledged save is in the log, and the newest values are there.

        A save that was durable but not acknowledged any more may stand over the last acknowledged one.
        """
        desk = open_desk(str(path), create=False, author="test")
        try:
            assert desk.store.check() == []
            logged = {str(entry.stamp) for entry in desk.store.history(limit=10_000_000)}
            assert self.stamps <= logged
            for event_id, title in self.titles.items():
                assert desk.store.get(Event, event_id).title.startswith(title)
        finally:
            desk.store.close()


def wait_for_lines(output: Path, count: int, limit_seconds: float = 60) -> None:
    """Wait until that many lines are written; an AssertionError after the limit."""
    end = time.monotonic() + limit_seconds
    while output.read_text().count("\n") < count:
        assert time.monotonic() < end, f"{output} has fewer than {count} lines"
        time.sleep(0.01)


def killed_after(seconds: float, command: list[str], output: Path, *, once_saving: bool = False) -> int:
    """Run the command, kill it after that time; its exit status (-9 if it was killed).

    `once_saving` counts the time from its first acknowledged save, however slow the machine starts it.
    """
    with output.open("w") as file:
        child = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.DEVNULL)
        if once_saving:
            wait_for_lines(output, 1)
        try:
            return child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            return child.wait()


@on_posix
def test_a_program_killed_while_it_saves_loses_nothing_acknowledged(data_file: Path, tmp_path: Path):
    acknowledged = Acknowledged()
    chance = random.Random(3)
    for round_number in range(KILLS):
        output = tmp_path / f"saved-{round_number}.txt"
        command = [sys.executable, "-m", "tests.saving_child", str(data_file)]
        after = chance.uniform(0.0, 0.4)
        assert killed_after(after, command, output, once_saving=True) == -signal.SIGKILL
        acknowledged.read(output)
        acknowledged.assert_there(data_file)
    assert len(acknowledged.stamps) >= KILLS


@on_posix
def test_commands_killed_at_random_lose_nothing_acknowledged(data_file: Path, tmp_path: Path):
    chance = random.Random(4)
    output = tmp_path / "added.txt"
    stamps: dict[str, str] = {}
    event_id = _added_event(data_file)
    for round_number in range(KILLS):
        title = f"Set {round_number}"
        arguments = (
            ["add", "event", f"title={title}"]
            if round_number % 2
            else ["set", str(event_id), f"title={title}", "status=confirmed", f"notes={round_number}"]
        )
        command = [sys.executable, "-m", "capadesk", "--data", str(data_file), *arguments]
        killed_after(chance.uniform(0.1, 1.2), command, output)
        printed = output.read_text()
        if printed.endswith("\n"):
            stamps[printed.strip()] = title
        desk = open_desk(str(data_file), create=False, author="test")
        assert desk.store.check() == []
        labels = {str(entry.stamp): entry.label_data for entry in desk.store.history(limit=1_000_000)}
        desk.store.close()
        for stamp, saved in stamps.items():
            assert labels[stamp]["name"] == saved


@on_posix
def test_an_import_killed_at_random_is_there_whole_or_not_at_all(data_file: Path, tmp_path: Path):
    chance = random.Random(5)
    output = tmp_path / "imported.txt"
    whole = 0
    for round_number in range(KILLS):
        source = _events_file(tmp_path, round_number)
        command = [sys.executable, "-m", "capadesk", "--data", str(data_file), "import", str(source)]
        status = killed_after(chance.uniform(0.3, 1.8), command, output)
        desk = open_desk(str(data_file), create=False, author="test")
        assert desk.store.check() == []
        prefix = f"Round {round_number} "
        there = sum(event.title.startswith(prefix) for event in desk.store.select(Event))
        desk.store.close()
        assert there in (0, IMPORTED)
        if status == 0:
            assert there == IMPORTED
        whole += there == IMPORTED
    assert whole or KILLS < 12


def _added_event(data_file: Path) -> UUID:
    printed = run("--data", data_file, "add", "event", "title=First", "--json")
    return UUID(json.loads(printed.stdout)["id"])


def _events_file(folder: Path, round_number: int) -> Path:
    path = folder / "import.json"
    events = [
        {
            "title": f"Round {round_number} event {n}",
            "kind": "workshop",
            "date_precision": "year",
            "start": "2024",
        }
        for n in range(IMPORTED)
    ]
    path.write_text(json.dumps({"events": events}))
    return path


# --- two programs on one file ---------------------------------------------------------------------


@on_posix
def test_the_command_line_writes_beside_an_open_desk_which_sees_it(data_file: Path):
    desk = open_desk(str(data_file), create=False, author="window")
    try:
        mark = desk.store.latest_change()
        printed = run("--data", data_file, "add", "event", "title=From the side")
        assert printed.returncode == 0, printed.stderr
        (seen,) = desk.store.changes_since(mark)
        assert seen.id == printed.stdout.strip()
        with desk.store.unit_of_work() as work:
            (event,) = work.select(Event, title="From the side")
    finally:
        desk.store.close()
    assert event.title == "From the side"


@on_posix
def test_two_programs_that_save_at_once_both_keep_everything(data_file: Path, tmp_path: Path):
    command = [sys.executable, "-m", "tests.saving_child", str(data_file)]
    outputs = [tmp_path / "one.txt", tmp_path / "two.txt"]
    children = []
    for output in outputs:
        with output.open("w") as file:
            children.append(subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.PIPE))
    for output in outputs:
        wait_for_lines(output, 3)
    for child in children:
        assert child.poll() is None, child.stderr and child.stderr.read().decode()
        child.kill()
        child.communicate()
    acknowledged = Acknowledged()
    for output in outputs:
        assert len(output.read_text().splitlines()) > 2
        acknowledged.read(output)
    acknowledged.assert_there(data_file)


# --- no rights, no room ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="rights of Linux")
def test_a_folder_that_may_not_be_written_is_named_and_nothing_is_lost(tmp_path: Path):
    folder = tmp_path / "locked"
    path = folder / "desk.db"
    open_desk(str(path), author="test").store.close()
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    folder.chmod(0o555)
    try:
        for arguments in (
            ("--data", path, "add", "event", "title=Lost?"),
            ("--data", folder / "new.db", "new"),
            ("--data", path, "backup", folder / "copy.db"),
        ):
            refused = run(*arguments, as_ordinary_user=True)
            assert refused.returncode == 1, refused
            assert str(folder) in refused.stderr
            assert "Traceback" not in refused.stderr
            assert refused.stdout == ""
    finally:
        folder.chmod(0o755)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


@pytest.mark.skipif(sys.platform != "linux", reason="rights of Linux")
def test_a_report_into_a_folder_that_may_not_be_written_is_refused(data_file: Path, tmp_path: Path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        for arguments in (
            ("report", "activity", folder / "report.xlsx"),
            ("export", "calendar", folder / "calendar.ics"),
            ("export", "people", folder / "people.csv"),
        ):
            refused = run("--data", data_file, *arguments, as_ordinary_user=True)
            assert refused.returncode == 1, refused
            assert str(folder) in refused.stderr
            assert "Traceback" not in refused.stderr
    finally:
        folder.chmod(0o755)
    assert list(folder.iterdir()) == []


@as_root
def test_a_full_disk_is_named_and_what_was_acknowledged_stays(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = disk / "desk.db"
        assert run("--data", path, "new").returncode == 0
        _fill(disk / "filler", leave=256 * 1024)
        stamps: list[str] = []
        refused = None
        while refused is None and len(stamps) < 60:
            notes = f"notes={'long ' * 8_000}"
            result = run("--data", path, "add", "event", f"title=Event {len(stamps)}", notes)
            if result.returncode:
                refused = result
            else:
                stamps.append(result.stdout.strip())
        assert refused is not None, "the disk never was full"
        assert refused.returncode == 1
        assert str(path) in refused.stderr
        assert "Make room" in refused.stderr
        (disk / "filler").unlink()
        assert run("--data", path, "check").returncode == 0
        assert run("--data", path, "add", "event", "title=After").returncode == 0
        desk = open_desk(str(path), create=False, author="test")
        logged = {Stamp.parse(stamp) for stamp in stamps}
        assert logged <= {entry.stamp for entry in desk.store.history()}
        desk.store.close()
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill(path: Path, leave: int) -> None:
    free = shutil.disk_usage(path.parent).free
    path.write_bytes(bytes(max(0, free - leave)))


@pytest.mark.skipif(sys.platform != "linux", reason="rights of Linux")
def test_a_file_where_nothing_may_be_written_can_still_be_read(tmp_path: Path):
    folder = tmp_path / "locked"
    path = folder / "desk.db"
    desk = open_desk(str(path), author="test")
    RecordService(desk.store).add(replace(desk.events.new().event, title="Readable"))
    desk.store.close()
    folder.chmod(0o555)
    try:
        listed = run("--data", path, "list", "events", as_ordinary_user=True)
        checked = run("--data", path, "check", as_ordinary_user=True)
        merged = run("--data", tmp_path / "own.db", "merge", path, as_ordinary_user=True)
    finally:
        folder.chmod(0o755)
    assert "Readable" in listed.stdout, listed.stderr
    assert (listed.returncode, checked.returncode, merged.returncode) == (0, 0, 0), merged.stderr
    assert sorted(each.name for each in folder.iterdir()) == ["desk.db", "desk.db.backups"]
