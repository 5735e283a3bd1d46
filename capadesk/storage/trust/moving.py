"""A data file is moved to another folder, with what belongs to it."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.storage.beside.draft_file import draft_file_of
from capadesk.storage.beside.publication_file import publication_file_of
from capadesk.storage.database import data_file
from capadesk.storage.database.window_lock import WindowLock
from capadesk.storage.trust import backup
from capadesk.storage.trust.restoring import settle

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback


def move_file(location: Path, target: Path, progress: ProgressCallback | None = None) -> None:
    """Copy a closed file to another place, verify the copy, remove the file; what belongs to it goes along.

    UserError `file_missing`, `file_exists`, `in_use`; EnvironmentFailure `database_damaged`,
    `database_busy`, `folder_not_writable`, `disk_full`; Cancelled, and everything is as it was.
    """
    if not location.exists():
        raise UserError("file_missing", file=str(location))
    if target.exists():
        raise UserError("file_exists", file=str(target))
    lock = WindowLock(location)
    if not lock.acquire():
        raise UserError("in_use", file=str(location))
    try:
        settle(location)
        backup.copy_database(location, target, progress)
        data_file.remove(location)
    except OSError as error:
        raise EnvironmentFailure("file_not_writable", file=str(location), detail=str(error)) from error
    finally:
        lock.release()
    _take_along(draft_file_of(location), draft_file_of(target))
    _take_along(publication_file_of(location), publication_file_of(target))
    _take_along(backup.folder_of(location), backup.folder_of(target))


def _take_along(source: Path, target: Path) -> None:
    """Move what belongs to the file; what cannot be moved stays where it is."""
    if source.exists() and not target.exists():
        with contextlib.suppress(OSError):
            shutil.move(source, target)
