"""Remembers among the settings what was used last in one data file, for whoever wants it on top."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet
from capadesk.services.last_used import LastUsed, Used, used_record

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

_SETTING = "finder/{file}"
_CHANGED_AT_MOST = 5
_LINES = "\n"


class UsedMemory:
    """Records and commands, the newest first; read when it is first asked."""

    def __init__(self, settings: QSettings, location: str, kinds: Collection[str]) -> None:
        """`kinds` are those of which it is kept that one was opened or changed."""
        self._settings = settings
        self._kinds = frozenset(kinds)
        file = hashlib.sha256(str(Path(location).absolute()).encode()).hexdigest()[:16]
        self._setting = _SETTING.format(file=file)

    @property
    def uses(self) -> tuple[Used, ...]:
        """The newest first."""
        return self._last_used.uses

    def note(self, use: Used) -> None:
        """It was used just now."""
        self._last_used.note(use)
        self._settings.setValue(self._setting, _LINES.join(self._last_used.texts()))

    def note_record(self, kind: str, record_id: UUID) -> None:
        """A record was opened."""
        if kind in self._kinds:
            self.note(used_record(kind, record_id))

    def note_change(self, change_set: ChangeSet) -> None:
        """What somebody works on is used; what an import or a merge brings is not."""
        changed = [
            change
            for change in change_set.changes
            if change.kind in self._kinds and DELETED_FIELD not in change.fields
        ]
        if change_set.role is ChangeRole.WORK and len(changed) <= _CHANGED_AT_MOST:
            for change in changed:
                self.note(used_record(change.kind, change.record_id))

    @cached_property
    def _last_used(self) -> LastUsed:
        return LastUsed(str(self._settings.value(self._setting, "")).split(_LINES))
