"""Puts backups back, and saves what can be read of a damaged file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.bootstrap.desk_parts import package_writer
from capadesk.bootstrap.desks import open_desk
from capadesk.bootstrap.surroundings import data_path, shipped
from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.store import DAMAGE

if TYPE_CHECKING:
    from capadesk.services.ports import (
        ProgressCallback,
        PutBack,
        Recovery,
    )
    from capadesk.services.ports.change_package import PackageSummary


def restore_backup(location: str, backup: Path, progress: ProgressCallback | None = None) -> PutBack:
    """Put a backup in the place of the data file; returns where what stood there is kept.

    UserError `file_missing`, `not_a_capadesk_file`, `same_file`, `in_use`; EnvironmentFailure
    `backup_damaged`, `database_busy`; Cancelled, and nothing is changed.
    """
    from capadesk.storage.trust.restoring import put_back

    path = data_path(location)
    if path.exists() and backup.exists() and path.samefile(backup):
        raise UserError("same_file", file=str(backup))
    return put_back(backup, path, progress)


def recover(location: str, progress: ProgressCallback | None = None) -> Recovery:
    """Bring a damaged data file back: its newest sound backup, with what can still be read of the file.

    Where there is no sound backup, a new file takes what can be read. The damaged file is kept.
    UserError `in_use`, `file_missing`; EnvironmentFailure `nothing_salvaged`; Cancelled.
    """
    from capadesk.services.ports import Recovery
    from capadesk.storage.encryption.file_key import KEY_RING
    from capadesk.storage.sqlite_store import SqliteStore
    from capadesk.storage.trust import restoring
    from capadesk.storage.trust.backup import good_backup_of
    from capadesk.storage.trust.salvage import salvaged

    path = data_path(location)
    if not path.exists():
        raise UserError("file_missing", file=str(path))
    good = good_backup_of(path)
    if good is None:
        key = KEY_RING.expected(path)
        with salvaged(path):  # before anything is moved: there must be something to take out
            damaged = restoring.set_damaged_aside(path)
        if key is not None:  # what was encrypted stays so
            SqliteStore.create(path, author="", shipped=shipped(), key=key).close()
    else:
        damaged = restoring.put_back_for_damaged(good.path, path, progress)
    desk = open_desk(str(path))
    try:
        with salvaged(damaged, good.path if good else None) as left:
            from capadesk.services.merging.names_withheld import NamesWithheld

            source = NamesWithheld(left) if left.is_without_names else left
            result = desk.store.merge_changes(source, progress=progress)
            return Recovery(good, damaged, result.change_sets, result.waiting, left.unreadable)
    except EnvironmentFailure as failure:
        if failure.code != "nothing_salvaged" or good is None:
            raise
        return Recovery(good, damaged, 0, 0, 0)
    finally:
        desk.store.close()


def is_sound(location: str) -> bool:
    """Whether the data file can be opened, and `check` finds no damage in it."""
    try:
        desk = open_desk(location, create=False, read_only=True)
    except EnvironmentFailure:
        return False
    except UserError as error:
        if error.code == "not_a_capadesk_file":
            return False
        raise
    try:
        return not any(problem.code in DAMAGE for problem in desk.store.check())
    except (EnvironmentFailure, ValueError):
        return False
    finally:
        desk.store.close()


def salvage(damaged: Path, out: Path, progress: ProgressCallback | None = None) -> tuple[PackageSummary, int]:
    """Write what can be read of a damaged data file as a package, and how many changes could not be read.

    UserError `file_missing`, `file_exists`; EnvironmentFailure `nothing_salvaged`.
    """
    from capadesk.services.merging.names_withheld import NamesWithheld
    from capadesk.services.ports.change_package import Names, PackageSender
    from capadesk.storage.trust.salvage import salvaged

    if out.exists():
        raise UserError("file_exists", file=str(out))
    with salvaged(damaged) as left:
        is_without = left.is_without_names
        summary = package_writer().write(
            out,
            NamesWithheld(left) if is_without else left,
            PackageSender("" if is_without else left.name),
            names=Names.WITHHELD if is_without else Names.INCLUDED,
            progress=progress,
        )
        return summary, left.unreadable


def backup_before_restore(location: str) -> Path:
    """What stood in the data file's place before a backup was put there; UserError `nothing_put_back`."""
    from capadesk.storage.trust.restoring import before_restore_of

    path = data_path(location)
    info = before_restore_of(path)
    if info is None:
        raise UserError("nothing_put_back", file=str(path))
    return info.path
