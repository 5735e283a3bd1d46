"""A virtual screen, the program on it, and hands: keys and mouse that come from outside, as a user's do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
NEEDED = ("Xvfb", "xdotool")
_PATIENCE_S = 20.0
_LOOK_S = 0.02


def missing_programs() -> list[str]:
    """What is not installed of that which a virtual screen needs."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_until(is_so: Callable[[], bool], what: str, patience_s: float = _PATIENCE_S) -> None:
    """Look again and again; TimeoutError names what did not come."""
    until = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(_LOOK_S)


class Screen:
    """An X server without a monitor; `width` x `height` pixels."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self.width, self.height = width, height
        readable, writable = os.pipe()
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writable),
                "-screen",
                "0",
                f"{width}x{height}x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=(writable,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writable)
        with os.fdopen(readable) as number:
            self.name = f":{number.readline().strip()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.wait()


class Program:
    """CapaDesk in a process of its own, with a home of its own, on a screen."""

    def __init__(self, screen: Screen, data: Path, home: Path) -> None:
        self.data = data
        self._screen = screen
        self._environment = {
            **os.environ,
            "DISPLAY": screen.name,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "CAPADESK_LANGUAGE": "en",
            "CAPADESK_AUTHOR": "Ada",
            "PYTHONFAULTHANDLER": "1",
        }
        self.output = home / "output.txt"
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "capadesk", "--data", str(data)],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(lambda: bool(self._windows("CapaDesk")), "the window")
        self.focus("CapaDesk")

    @property
    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    @property
    def memory_mib(self) -> float:
        """The resident memory of the process."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def wait_for_end(self) -> int:
        """The exit status, when the window has been closed."""
        return self._process.wait(_PATIENCE_S)

    def kill(self) -> None:
        """End the process if it is still there."""
        if self.is_running:
            self._process.kill()
            self._process.wait()

    # --- windows ----------------------------------------------------------------------------------

    def _windows(self, title: str) -> list[str]:
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        found = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        return found.stdout.split()

    def focus(self, title: str) -> None:
        """Wait for a window with these words in its title, and give it the keys."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = self._windows(title)
            return bool(found)

        wait_until(is_there, f"a window “{title}”")
        self._do("windowfocus", "--sync", found[-1])

    def is_shown(self, title: str) -> bool:
        """Whether a window with these words in its title can be seen."""
        return bool(self._windows(title))

    # --- hands ------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by xdotool's names, such as "ctrl+s"."""
        self._do("key", "--clearmodifiers", "--delay", "12", *keys)

    def type(self, text: str) -> None:
        """Type words."""
        self._do("type", "--clearmodifiers", "--delay", "8", text)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a place of the screen."""
        self._do("mousemove", str(x), str(y), "click", str(button))

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, stdout=subprocess.DEVNULL)

    def picture(self, path: Path) -> None:
        """Keep what is on the screen, if a program for that is there."""
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=False)
