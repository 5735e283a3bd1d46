"""Choosing files beside the open data file leaves SQLite's locks on it alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QListView
from pytestqt.qtbot import QtBot

from capadesk.services.desk import Desk
from capadesk.ui.common.file_dialogs import NameIcons, file_dialog

# The byte that every user of the shared memory holds a lock on (SQLite, os_unix.c: UNIX_SHM_DMS).
_IS_FREE = """
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDWR)
try:
    fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
except OSError:
    sys.exit(1)
"""

on_posix = pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")


def is_locked(desk: Desk) -> bool:
    shared = f"{desk.store.location}-shm"
    return subprocess.run([sys.executable, "-c", _IS_FREE, shared], check=False).returncode == 1


def show(qtbot: QtBot, dialog: QFileDialog, folder: Path) -> None:
    """Open the dialog and wait until it has looked at every file."""
    dialog.open()
    names = {path.name for path in folder.iterdir()}
    view = dialog.findChild(QListView, "listView")
    assert view is not None
    model = dialog.findChild(QFileSystemModel)
    assert model is not None

    def has_looked() -> bool:
        root = model.index(str(folder))
        rows = [model.index(row, 0, root) for row in range(model.rowCount(root))]
        return names <= {row.data() for row in rows}

    qtbot.waitUntil(has_looked, timeout=10_000)


@on_posix
def test_a_dialog_beside_the_data_file_leaves_its_locks(qtbot: QtBot, desk: Desk):
    assert is_locked(desk)
    folder = Path(desk.store.location).parent
    dialog = file_dialog(None, "Export", str(folder))
    show(qtbot, dialog, folder)
    assert is_locked(desk)
    dialog.done(QFileDialog.DialogCode.Rejected)


def test_kinds_of_files_are_told_by_their_names(qtbot: QtBot, tmp_path: Path):
    icons = NameIcons()
    assert icons.type(QFileInfo(str(tmp_path / "report.xlsx"))) == "XLSX"
    assert icons.type(QFileInfo(str(tmp_path))) == ""
    for path in (tmp_path, tmp_path / "report.xlsx"):
        assert not icons.icon(QFileInfo(str(path))).isNull()
