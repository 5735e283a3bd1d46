"""Which synchroniser owns a folder: by its own settings, its environment, and what it puts into folders."""

from __future__ import annotations

import configparser
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_MARKS = {
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}
"""Files and folders that a synchroniser puts into the folder that it owns."""
_JOURNALS = re.compile(r"^\._?sync_[0-9a-f]+\.db$|^\.csync_journal\.db$")
_NAMED = (
    (re.compile(r"^OneDrive( - .+)?$", re.IGNORECASE), "OneDrive"),
    (re.compile(r"^Dropbox( \(.+\))?$", re.IGNORECASE), "Dropbox"),
    (re.compile(r"^(Google ?Drive|GoogleDrive-.+|My Drive)$", re.IGNORECASE), "Google Drive"),
    (re.compile(r"^(Nextcloud|ownCloud)\d*$", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"^(iCloudDrive|com~apple~CloudDocs|Mobile Documents)$", re.IGNORECASE), "iCloud Drive"),
    (re.compile(r"^OneDrive-.+$"), "OneDrive"),
)
"""Names that a synchroniser gives to the folder that it makes."""


def synchroniser_of(
    folder: Path, home: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[str, Path] | None:
    """(name of the synchroniser, the folder that it owns), if one owns this folder; None if none is known."""
    home = home or Path.home()
    environment = os.environ if environment is None else environment
    with contextlib.suppress(OSError):
        folder = folder.resolve()
    above = (folder, *folder.parents)
    for owner, owned in _owned(home, environment):
        with contextlib.suppress(OSError):
            if owned.resolve() in above:
                return owner, owned
    for place in above:
        marked = _mark_in(place)
        if marked is not None:
            return marked, place
    for place in above:
        for pattern, owner in _NAMED:
            if pattern.match(place.name):
                return owner, place
    return None


def _owned(home: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """The folders that synchronisers say they own."""
    for variable in _ONEDRIVE:
        if environment.get(variable):
            yield "OneDrive", Path(environment[variable])
    configured = [home / ".dropbox"]
    configured += [
        Path(environment[name]) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if environment.get(name)
    ]
    for place in configured:
        for account in _json_in(place / "info.json").values():
            if isinstance(account, dict) and isinstance(account.get("path"), str):
                yield "Dropbox", Path(account["path"])
    for settings in _cloud_settings(home, environment):
        yield from (("Nextcloud", path) for path in _local_paths(settings))
    if sys.platform == "darwin":
        yield "iCloud Drive", home / "Library" / "Mobile Documents"
        yield from _macos_providers(home / "Library" / "CloudStorage")


def _macos_providers(folder: Path) -> Iterator[tuple[str, Path]]:
    names = {
        "OneDrive": "OneDrive",
        "Dropbox": "Dropbox",
        "GoogleDrive": "Google Drive",
        "Nextcloud": "Nextcloud",
    }
    with contextlib.suppress(OSError):
        for place in folder.iterdir():
            yield names.get(place.name.partition("-")[0], place.name.partition("-")[0]), place


def _cloud_settings(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    bases = [config, home / "Library" / "Preferences"]
    if environment.get("APPDATA"):
        bases.append(Path(environment["APPDATA"]))
    for base in bases:
        yield from (base / name / f"{name.lower()}.cfg" for name in ("Nextcloud", "ownCloud"))


def _local_paths(settings: Path) -> Iterator[Path]:
    r"""The folders of an account: keys such as `0\Folders\1\localPath`."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    try:
        parser.read_string(settings.read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        return
    for section in parser.sections():
        for key, value in parser.items(section):
            if key.endswith("localpath") and value:
                yield Path(value)


def _json_in(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _mark_in(folder: Path) -> str | None:
    if (folder / ".dropbox").is_file():  # a folder of that name holds its settings
        return "Dropbox"
    for name, owner in _MARKS.items():
        if os.path.lexists(folder / name):
            return owner
    try:
        with os.scandir(folder) as entries:
            return "Nextcloud" if any(_JOURNALS.match(entry.name) for entry in entries) else None
    except OSError:
        return None
