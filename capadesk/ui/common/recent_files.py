"""The data files that were opened last."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QSettings

_SETTING = "recent_files"
_MOST = 8


class RecentFiles:
    """A bounded list, newest first, kept in the user's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def paths(self) -> list[Path]:
        """The files, whether they are still there or not."""
        try:
            stored = json.loads(str(self._settings.value(_SETTING, "[]")))
        except ValueError:
            return []
        return [Path(text) for text in stored if isinstance(text, str)] if isinstance(stored, list) else []

    def note(self, path: Path) -> None:
        """A file was opened."""
        path = path.absolute()
        self._write([path, *(each for each in self.paths() if each != path)][:_MOST])

    def clear(self, keep: Path) -> None:
        """Forget all but the file that is open."""
        self._write([keep.absolute()])

    def _write(self, paths: list[Path]) -> None:
        self._settings.setValue(_SETTING, json.dumps([str(path) for path in paths], ensure_ascii=False))


def short_places(paths: list[Path]) -> list[str]:
    """Each file's name without its ending, with its folder where two read alike."""
    names = [path.stem for path in paths]
    return [
        name if names.count(name) == 1 else f"{name} – {path.parent.name or path.parent}"
        for name, path in zip(names, paths, strict=True)
    ]
