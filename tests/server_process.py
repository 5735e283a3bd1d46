"""A calendar server of the tests' own: a process on 127.0.0.1 with a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_PATIENCE_S = 20.0


class ServerProcess:
    """Started and killed as a test likes; its port and what it keeps stay."""

    user = ""
    password = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/"

    def command(self) -> list[str]:
        """What Python is to run."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and wait until it answers; nothing happens if it runs."""
        if self._process is not None:
            return
        command = [sys.executable, *self.command()]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + _PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, f"{type(self).__name__} has ended"
            assert time.monotonic() < until, f"{type(self).__name__} does not answer"

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

    @classmethod
    @contextmanager
    def in_memory(cls) -> Iterator[Self]:
        """One whose folder lies in memory if there is a place for that; killed at the end."""
        memory = Path("/dev/shm")
        parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
        with tempfile.TemporaryDirectory(
            prefix="capadesk-dav-", dir=parent, ignore_cleanup_errors=True
        ) as folder:
            server = cls(Path(folder))
            try:
                yield server
            finally:
                server.stop()
