"""Radicale, a CalDAV server: one event is one file, and whoever writes waits for the one before."""

from __future__ import annotations

from pathlib import Path

from tests.server_process import ServerProcess

USER, PASSWORD = "ada", "geheim"
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


class RadicaleServer(ServerProcess):
    """It asks for a user and a password."""

    user, password = USER, PASSWORD

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        (folder / "config").write_text(_CONFIG.format(port=self.port, folder=folder))

    @property
    def collections(self) -> Path:
        """What it keeps."""
        return self.folder / "collections"

    def command(self) -> list[str]:
        """See ServerProcess."""
        return [str(Path(__file__).with_name("radicale_child.py")), str(self.folder / "config")]
