"""A CalDAV server of the tests' own: a process on 127.0.0.1 with a folder of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

USER, PASSWORD = "ada", "geheim"
_PATIENCE_S = 20.0
_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = error
"""


class RadicaleServer:
    """Started and killed as a test likes; its port and what it keeps stay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        (folder / "config").write_text(_CONFIG.format(port=self.port, folder=folder))

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def collections(self) -> Path:
        """What it keeps."""
        return self._folder / "collections"

    def start(self) -> None:
        """Start it, and wait until it answers; nothing happens if it runs."""
        if self._process is not None:
            return
        child = Path(__file__).with_name("radicale_child.py")
        command = [sys.executable, str(child), str(self._folder / "config")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + _PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, "Radicale has ended"
            assert time.monotonic() < until, "Radicale does not answer"

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
