"""Decides what the finder asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from capadesk.services.finder_commands import Command
from capadesk.services.finder_service import FinderService, Finding, Findings, Question
from capadesk.ui.common.used_memory import UsedMemory


class FinderPresenter:
    """The questions of one window."""

    def __init__(self, service: FinderService, used: UsedMemory) -> None:
        self._service = service
        self._used = used

    def question(self, text: str, commands: Sequence[Command]) -> Callable[[], Findings]:
        """Gives what is found, in whatever thread."""
        return partial(self._service.find, Question(text, tuple(commands), self._used.uses))

    def prepare(self) -> None:
        """Read ahead, in whatever thread."""
        self._service.prepare()

    def note(self, finding: Finding) -> None:
        """It was chosen."""
        self._used.note(finding.use)
