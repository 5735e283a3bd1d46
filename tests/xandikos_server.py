"""Xandikos, a CalDAV server: a calendar is a Git repository, and its state has a name."""

from __future__ import annotations

from tests.server_process import ServerProcess


class XandikosServer(ServerProcess):
    """It lets everybody in, and keeps connections open."""

    user = "ada"

    def command(self) -> list[str]:
        """See ServerProcess."""
        return [
            *("-m", "xandikos", "serve", "--defaults", "--no-detect-systemd"),
            *("-l", "127.0.0.1", "-p", str(self.port), "-d", str(self.folder / "kept")),
            *("--current-user-principal", f"/{self.user}/", "--state-dir", str(self.folder)),
        ]
