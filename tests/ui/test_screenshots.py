"""Pictures of the window are drawn by a program of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_one_picture_of_the_window(tmp_path: Path):
    program = [sys.executable, "-m", "capadesk.ui.screenshots", "--out", str(tmp_path / "out"), "--one"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    picture = tmp_path / "out" / "window.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in picture.parent.iterdir()] == ["window.png"]
