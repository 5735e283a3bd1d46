"""What lies beside an encrypted data file and is not encrypted: backups and drafts of before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports.encryption import PlainCopy
from capadesk.storage.beside.side_file import side_files_of
from capadesk.storage.encryption.file_key import salt_of
from capadesk.storage.trust import backup, backup_checksum

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback

_BLOCK = bytes(1 << 20)
_SIDE_FILES = ("-wal", "-shm", "-journal")


def plain_copies_of(location: Path, copies_folder: str = "") -> list[PlainCopy]:
    """Plain backups, in the folder for copies of them too, damaged files and drafts that were put aside."""
    own = location.stem
    found = [path for path in _files_in(backup.folder_of(location)) if path.suffix != backup_checksum.SUFFIX]
    if copies_folder:
        found += [
            path
            for path in _files_in(Path(copies_folder))
            if path.suffix == ".capadesk" and path.name.rpartition("-")[0].startswith(own)
        ]
    found += [side.with_name(side.name + ".damaged") for side in side_files_of(location)]
    plain = [path for path in found if _is_plain(path)]
    beside = [side for path in plain for end in _SIDE_FILES if (side := Path(f"{path}{end}")).is_file()]
    return [PlainCopy(path, path.stat().st_size) for path in (*plain, *beside)]


def remove_plain_copies(copies: list[PlainCopy], progress: ProgressCallback | None = None) -> None:
    """Overwrite and remove them; EnvironmentFailure `write_failed` names the first that cannot be."""
    for number, copy in enumerate(copies):
        if progress is not None:
            progress(number, len(copies))
        try:
            with copy.path.open("r+b") as file:
                if os.name == "posix":
                    backup_checksum.remove(copy.path)
                overwrite(file)
            backup_checksum.remove(copy.path)
        except OSError as error:
            raise EnvironmentFailure("write_failed", file=str(copy.path), detail=str(error)) from error


def overwrite(file: IO[bytes]) -> None:
    """Overwrite a file that has no name any more; a disk that writes elsewhere keeps it all the same."""
    with contextlib.suppress(OSError):
        status = os.fstat(file.fileno())
        if status.st_nlink > 0 and os.name == "posix":  # it has another name
            return
        for start in range(0, status.st_size, len(_BLOCK)):
            file.write(_BLOCK[: status.st_size - start])
        file.flush()
        os.fsync(file.fileno())


def _files_in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())


def _is_plain(path: Path) -> bool:
    """Whether a file is a database that is not encrypted; where its head is gone nobody knows."""
    is_database = path.suffix in (".capadesk", ".damaged") or path.name.startswith(".backup-")
    return is_database and path.is_file() and path.stat().st_size > 0 and salt_of(path) is None
