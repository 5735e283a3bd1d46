"""A hub as a data file: everything that its log holds, merged into a new file."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import BackupInfo
from capadesk.storage.database import data_file

if TYPE_CHECKING:
    from capadesk.services.ports import IncomingChanges, ProgressCallback


def copy_hub(
    changes: IncomingChanges, target: Path, author: str, progress: ProgressCallback | None = None
) -> BackupInfo:
    """Write the file whole or not at all, checked; EnvironmentFailure, Cancelled."""
    from capadesk.storage.sqlite_store import SqliteStore

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    data_file.remove(part)
    try:
        with contextlib.closing(SqliteStore.create(part, author=author)) as copy:
            copy.merge_changes(changes, progress=progress)
            data_file.settle(copy.connection())
            problems = copy.check()
        if problems:
            detail = f"{problems[0].code}: {problems[0].detail}"
            raise EnvironmentFailure("database_damaged", file=changes.path, detail=detail)
        data_file.remove_side_files(part)
        part.replace(target)
    except OSError as error:
        raise EnvironmentFailure("disk_full", file=str(target), detail=str(error)) from error
    finally:
        data_file.remove(part)
    return BackupInfo(target, datetime.now(UTC), target.stat().st_size, True)
