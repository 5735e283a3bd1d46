"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, UserError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DATABASE_HEAD = b"SQLite format 3\0"
_BESIDE_DATA = ("-wal", ".backups")
"""What lies beside a data file, also beside an encrypted one, whose head says nothing."""


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file beside `path`, open for reading and writing, which takes its name when the block ends.

    Until then, and for good if the block raises, what stood under `path` stays as it was. A symbolic link
    is followed; an existing file keeps its permissions.

    A database is never written over: what is made here is no data file, and would be the end of one.

    UserError `folder_missing` (folder), `not_a_file` (file), `file_name_impossible` (file), `data_file_there`
    (file);
    EnvironmentFailure `folder_not_writable` (folder), `disk_full` (file), `file_in_use` (file),
    `write_failed` (file, detail). Errors of the block that are not about room on the disk pass as they are.
    """
    if "\0" in str(path):
        raise UserError("file_name_impossible", file=str(path))
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".capadesk-{secrets.token_hex(8)}.part"
    try:
        mode = _mode_of(target)
        file = temporary.open("x+b")
    except OSError as error:
        raise _while_opening(error, target) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        _put_in_place(temporary, target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if error.errno in _NO_ROOM:
            raise EnvironmentFailure("disk_full", file=str(target)) from error
        raise
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _mode_of(target: Path) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise UserError("not_a_file", file=str(target))
    if _is_data_file(target):
        raise UserError("data_file_there", file=str(target))
    return stat.S_IMODE(mode)


def _is_data_file(target: Path) -> bool:
    """Whether a database stands here; an open one is not touched, as that would drop its locks."""
    if any(Path(f"{target}{end}").exists() for end in _BESIDE_DATA):
        return True
    try:
        with target.open("rb") as file:
            return file.read(len(_DATABASE_HEAD)) == _DATABASE_HEAD
    except PermissionError:  # it may be replaced, if not read
        return False


def _put_in_place(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except PermissionError as error:  # on Windows: another program holds the old file open
        raise EnvironmentFailure("file_in_use", file=str(target)) from error
    except IsADirectoryError as error:
        raise UserError("not_a_file", file=str(target)) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            raise UserError("file_name_impossible", file=str(target)) from error
        raise EnvironmentFailure("write_failed", file=str(target), detail=error.strerror or "") from error
    with suppress(OSError):  # the new name survives a power cut; not every file system can be asked
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _while_opening(error: OSError, target: Path) -> CapaDeskError:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EnvironmentFailure("folder_not_writable", folder=str(target.parent))
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError("folder_missing", folder=str(target.parent))
    if error.errno in _NO_ROOM:
        return EnvironmentFailure("disk_full", file=str(target))
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return UserError("file_name_impossible", file=str(target))
    return EnvironmentFailure("write_failed", file=str(target), detail=error.strerror or "")
