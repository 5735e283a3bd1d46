"""Backups that are made while the window is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.desk import Desk
from capadesk.services.ports import BackupInfo
from capadesk.ui.common.backup_schedule import BackupSchedule
from capadesk.ui.window.main_window import MainWindow

INFO = BackupInfo(Path("copy.capadesk"), datetime(2026, 11, 23, tzinfo=UTC), 1, True)


@contextmanager
def schedule(backup: Callable[[], BackupInfo | None]) -> Iterator[BackupSchedule]:
    made = BackupSchedule(backup)
    try:
        yield made
    finally:
        made.wait()


def test_a_backup_that_is_due_is_made_and_told(qtbot: QtBot):
    with schedule(lambda: INFO) as backups, qtbot.waitSignal(backups.made) as told:
        backups.look()
    assert told.args == [INFO]


def test_the_same_failure_is_told_once(qtbot: QtBot):
    def fail() -> BackupInfo | None:
        raise EnvironmentFailure("disk_full", file="copy.capadesk")

    with schedule(fail) as backups:
        told: list[Exception] = []
        backups.failed.connect(told.append)
        for _round in range(3):
            backups.look()
            qtbot.waitUntil(lambda: not backups.is_running)
        assert len(told) == 1


def test_the_window_makes_the_first_backup_of_its_file(qtbot: QtBot, window: MainWindow, desk: Desk):
    assert desk.store.backups() == []
    with qtbot.waitSignal(window.backups.made, timeout=10_000):
        window.backups.look()
    assert len(desk.store.backups()) == 1
