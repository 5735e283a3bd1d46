"""The data files and hubs that were opened last."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QSettings

from capadesk.services.store_place import is_hub, short_name

_SETTING = "recent_files"
_MOST = 8


class RecentFiles:
    """A bounded list, newest first, kept in the user's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def locations(self) -> list[str]:
        """The files, whether they are still there or not, and the addresses of hubs, without passwords."""
        try:
            stored = json.loads(str(self._settings.value(_SETTING, "[]")))
        except ValueError:
            return []
        return [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []

    def note(self, location: str) -> None:
        """A file or a hub was opened."""
        location = whole_location(location)
        self._write([location, *(each for each in self.locations() if each != location)][:_MOST])

    def clear(self, keep: str) -> None:
        """Forget all but what is open."""
        self._write([whole_location(keep)])

    def _write(self, locations: list[str]) -> None:
        self._settings.setValue(_SETTING, json.dumps(locations, ensure_ascii=False))


def whole_location(location: str) -> str:
    """A file by its absolute path, a hub by its address."""
    return location if is_hub(location) else str(Path(location).absolute())


def short_places(locations: list[str]) -> list[str]:
    """Each file's name without its ending, each hub's database and server; more where two read alike."""
    names = [short_name(each) if is_hub(each) else Path(each).stem for each in locations]
    return [
        name if names.count(name) == 1 else f"{name} – {_further(location)}"
        for name, location in zip(names, locations, strict=True)
    ]


def _further(location: str) -> str:
    if is_hub(location):
        from capadesk.services.hub_place import place_of_address

        place = place_of_address(location)
        return place.user or place.server
    folder = Path(location).parent
    return folder.name or str(folder)
