"""The checksum that lies beside a backup: what changed in it since it was verified is recognised."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

SUFFIX = ".sha256"


def checksum_file(backup: Path) -> Path:
    """Where the checksum of a backup lies, as `sha256sum -c` reads it."""
    return backup.with_name(backup.name + SUFFIX)


def write_checksum(backup: Path) -> None:
    """Put the checksum of a verified backup beside it."""
    target = checksum_file(backup)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(f"{_checksum(backup)}  {backup.name}\n", encoding="utf-8")
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def copy_checksum(backup: Path, copy: Path) -> None:
    """Put a backup's checksum beside a copy of it that has the same name; none if it has none."""
    source = checksum_file(backup)
    if source.exists():
        checksum_file(copy).write_bytes(source.read_bytes())


def is_unchanged(backup: Path) -> bool:
    """Whether a backup is as it was when it was verified; True if nothing says how it was."""
    try:
        wanted = checksum_file(backup).read_text(encoding="utf-8", errors="replace").split(maxsplit=1)
    except OSError:
        return True
    return bool(wanted) and wanted[0] == _checksum(backup)


def was_verified(backup: Path) -> bool:
    """Whether a checksum was put beside it after its last change, judged without reading it."""
    try:
        return checksum_file(backup).stat().st_mtime_ns >= backup.stat().st_mtime_ns
    except OSError:
        return False


def remove(backup: Path) -> None:
    """Remove a backup and its checksum."""
    backup.unlink(missing_ok=True)
    checksum_file(backup).unlink(missing_ok=True)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
