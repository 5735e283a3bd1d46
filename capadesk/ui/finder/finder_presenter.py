"""Decides what the finder asks, and keeps what was used last for each data file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSettings

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet
from capadesk.services.finder_commands import Command
from capadesk.services.finder_service import FinderService, Finding, Findings, Question
from capadesk.services.last_used import LastUsed, Used, used_record

_SETTING = "finder/{file}"
_CHANGED_AT_MOST = 5
_LINES = "\n"


class FinderPresenter:
    """The questions of one window."""

    def __init__(
        self, service: FinderService, settings: QSettings, location: str, kinds: Collection[str]
    ) -> None:
        """`kinds` are those of which it is kept that one was changed."""
        self._service = service
        self._settings = settings
        self._kinds = frozenset(kinds)
        file = hashlib.sha256(str(Path(location).absolute()).encode()).hexdigest()[:16]
        self._setting = _SETTING.format(file=file)
        self._last_used = LastUsed(str(settings.value(self._setting, "")).split(_LINES))

    def question(self, text: str, commands: Sequence[Command]) -> Callable[[], Findings]:
        """Gives what is found, in whatever thread."""
        return partial(self._service.find, Question(text, tuple(commands), self._last_used.uses))

    def prepare(self) -> None:
        """Read ahead, in whatever thread."""
        self._service.prepare()

    def note(self, finding: Finding) -> None:
        """It was chosen."""
        self._note(finding.use)

    def note_record(self, kind: str, record_id: UUID) -> None:
        """A record was opened."""
        if kind in self._kinds:
            self._note(used_record(kind, record_id))

    def note_change(self, change_set: ChangeSet) -> None:
        """What somebody works on is used; what an import or a merge brings is not."""
        changed = [
            change
            for change in change_set.changes
            if change.kind in self._kinds and DELETED_FIELD not in change.fields
        ]
        if change_set.role is ChangeRole.WORK and len(changed) <= _CHANGED_AT_MOST:
            for change in changed:
                self._note(used_record(change.kind, change.record_id))

    def _note(self, use: Used) -> None:
        self._last_used.note(use)
        self._settings.setValue(self._setting, _LINES.join(self._last_used.texts()))
