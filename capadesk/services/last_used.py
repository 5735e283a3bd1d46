"""What somebody used last, records and commands, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

KEPT = 40
_COMMAND = "command"
_PARTS = "|"


class Used(NamedTuple):
    """A record that was opened or changed, or (kind "command") a command that was run."""

    kind: str
    key: str

    @property
    def record(self) -> tuple[str, UUID] | None:
        """Kind and id of the record; None for a command."""
        return None if self.kind == _COMMAND else (self.kind, UUID(self.key))


def used_record(kind: str, record_id: UUID) -> Used:
    """A record was used."""
    return Used(kind, record_id.hex)


def used_command(key: str) -> Used:
    """A command was used."""
    return Used(_COMMAND, key)


class LastUsed:
    """At most KEPT uses, each thing once."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """`texts` are those that `texts` gave; what cannot be read is left out."""
        self._uses = [use for use in map(_read, texts) if use is not None][:KEPT]

    @property
    def uses(self) -> tuple[Used, ...]:
        """The newest first."""
        return tuple(self._uses)

    def note(self, use: Used) -> None:
        """It was used just now."""
        self._uses = [use, *(each for each in self._uses if each != use)][:KEPT]

    def texts(self) -> list[str]:
        """To be kept until the next start."""
        return [_PARTS.join(use) for use in self._uses]


def _read(text: str) -> Used | None:
    kind, _parts, key = text.partition(_PARTS)
    use = Used(kind, key)
    try:
        return use if key and (use.record is None or kind) else None
    except ValueError:
        return None
