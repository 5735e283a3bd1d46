"""The group of all commands: each is imported when it is run or listed, none on the way to the window."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from capadesk.commands.session import SentenceGroup

_PLACES = {
    "new": "file_commands",
    "demo": "file_commands",
    "import": "exchange_commands",
    "export": "exchange_commands",
    "report": "exchange_commands",
    "list": "list_command",
    "feed": "feed_commands",
    "find": "find_command",
    "add": "record_commands",
    "set": "record_commands",
    "delete": "record_commands",
    "history": "record_commands",
    "undo": "record_commands",
    "redo": "record_commands",
    "merge": "package_commands",
    "replica-state": "package_commands",
    "merges": "merge_list_commands",
    "unmerge": "merge_list_commands",
    "contradictions": "contradiction_commands",
    "settle": "contradiction_commands",
    "duplicates": "duplicate_commands",
    "join": "duplicate_commands",
    "not-the-same": "duplicate_commands",
    "backup": "file_commands",
    "backups": "backup_commands",
    "restore": "backup_commands",
    "recover": "backup_commands",
    "salvage": "backup_commands",
    "check": "file_commands",
    "encrypt": "encryption_commands",
    "passphrase": "encryption_commands",
    "decrypt": "encryption_commands",
    "synchronise": "synchronise_command",
}
"""Command -> its module, in which it has its own name, with `_` for a hyphen or behind a name of Python's."""

_KEPT_BY_PYTHON = frozenset({"import", "list", "set"})


class LazyGroup(SentenceGroup):
    """Knows its commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, as the help shows them."""
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; None if there is none of that name."""
        place = _PLACES.get(cmd_name)
        if place is None:
            return None
        name = f"{cmd_name}_" if cmd_name in _KEPT_BY_PYTHON else cmd_name.replace("-", "_")
        command: Any = getattr(import_module(f"{__package__}.{place}"), name)
        assert isinstance(command, click.Command)
        return command
