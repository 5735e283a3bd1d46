"""What can be read of a damaged data file: the ChangeSets of its log that are whole, by their seals."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.stamp import STAMP_BYTES
from capadesk.services.ports import Frontier, LoggedBlock, LoggedChange, LoggedSet, SourceKind
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.file_connection import connect_file, damage_errors
from capadesk.storage.encryption.cipher_pages import looks_encrypted, put_head, seal_again
from capadesk.storage.encryption.file_key import KEY_RING, PLAIN_HEAD
from capadesk.storage.log.log_seal import LogSeal
from capadesk.storage.log.logged_sets import SET_COLUMNS, logged_set_of
from capadesk.storage.trust import backup
from capadesk.storage.trust.readable_rows import Row, rows_by_key, rows_by_number, rows_where

if TYPE_CHECKING:
    import sqlite3

    from capadesk.storage.encryption.file_key import FileKey

_SEALED_SET = f"seal, {SET_COLUMNS}"
_CHANGE_COLUMNS = "stamp, record_id, kind, payload"
_BLOCK_COLUMNS = "stamp, kind, operation, first_id, last_id, record_count, payload"


class SalvagedChanges:
    """Implements ports.IncomingChanges on what is left of a file; only sealed ChangeSets that are whole.

    A merge lets wait what builds on a ChangeSet that could not be read. `unreadable` counts, after
    `change_sets`, those of which only part is left.
    """

    kind = SourceKind.FILE

    def __init__(self, raw: sqlite3.Connection, path: Path) -> None:
        self._raw = raw
        self._raw.text_factory = _text
        self.path = str(path)
        self.unreadable = 0
        self._sets = {bytes(row[2]): row[1:] for row in self._set_rows()}
        if not self._sets:
            raise EnvironmentFailure("nothing_salvaged", file=str(path))

    @cached_property
    def replica(self) -> bytes:
        """The replica that the file was; where it does not say so any more, the one that wrote most."""
        for (text,) in rows_where(self._raw, "value", "meta", "key", "replica"):
            with contextlib.suppress(ValueError):
                return bytes.fromhex(text)
        return Counter(bytes(row[2]) for row in self._sets.values()).most_common(1)[0][0]

    @property
    def name(self) -> str:
        """Who signed its newest own change; "" if it has none."""
        own = [stamp for stamp, row in self._sets.items() if bytes(row[2]) == self.replica]
        return str(self._sets[max(own)][5]) if own else ""

    @property
    def is_without_names(self) -> bool:
        """Whether changes without names were merged into it."""
        rows = rows_by_number(self._raw, "kind, taken_out_at", "merge", "number")
        return any(kind == SourceKind.WITHOUT_NAMES and not out for _number, kind, out in rows)

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges."""
        return sum(1 for _stamp in self._unseen(seen))

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        self.unreadable = 0
        for raw in self._unseen(seen):
            step()
            entry = self._whole(raw)
            if entry is None:
                self.unreadable += 1
            else:
                yield entry

    def shipped(self) -> Iterator[LoggedBlock]:
        """None: what comes with the program is in every file."""
        return iter(())

    def _unseen(self, seen: Frontier) -> Iterator[bytes]:
        for raw in sorted(self._sets):
            newest = seen.get(bytes(self._sets[raw][2]))
            if newest is None or newest.to_bytes() < raw:
                yield raw

    def _set_rows(self) -> Iterator[Row]:
        for row in rows_by_number(self._raw, _SEALED_SET, "change_set", "arrival"):
            stamp = row[2]
            if isinstance(stamp, bytes) and len(stamp) == STAMP_BYTES and isinstance(row[3], bytes):
                yield row

    def _whole(self, stamp: bytes) -> LoggedSet | None:
        """The ChangeSet, if its seal says that this is all of it and as it was written."""
        blocks = self._blocks_of(stamp)
        found = self._raw_changes(stamp)
        entry = self._sealed(stamp, found, blocks)
        if entry is None and stamp in self._changes_by_stamp:
            entry = self._sealed(stamp, list(self._changes_by_stamp[stamp].values()), blocks)
        return entry

    def _raw_changes(self, stamp: bytes) -> list[Row]:
        return rows_where(self._raw, _CHANGE_COLUMNS, "change", "stamp", stamp)

    def _sealed(self, stamp: bytes, changes: list[Row], blocks: list[Row]) -> LoggedSet | None:
        seal = LogSeal()
        for row in (*changes, *blocks):
            seal.add(*row[1:])
        written, row = self._sets[stamp][0], self._sets[stamp][1:]
        if not isinstance(written, bytes) or seal.of(*row) != written:
            return None
        return logged_set_of(
            row,
            tuple(LoggedChange(kind, UUID(bytes=raw_id), text) for _stamp, raw_id, kind, text in changes),
            tuple(LoggedBlock(each[1], each[2], each[6]) for each in blocks),
        )

    @cached_property
    def _block_numbers(self) -> dict[bytes, list[int]]:
        """The numbers of the blocks of each ChangeSet, in order."""
        found: dict[bytes, list[int]] = {}
        for number, stamp in rows_by_number(self._raw, "stamp", "change_block", "number"):
            found.setdefault(stamp, []).append(number)
        return found

    def _blocks_of(self, stamp: bytes) -> list[Row]:
        found: list[Row] = []
        for number in self._block_numbers.get(stamp, ()):
            found += rows_where(self._raw, _BLOCK_COLUMNS, "change_block", "number", number)
        return found

    @cached_property
    def _changes_by_stamp(self) -> dict[bytes, dict[bytes, Row]]:
        """All rows of changes that a walk through the table finds, where its index is damaged."""
        found: dict[bytes, dict[bytes, Row]] = {}
        for row in rows_by_key(self._raw, _CHANGE_COLUMNS, "change NOT INDEXED", "record_id, stamp"):
            if isinstance(row[0], bytes) and isinstance(row[1], bytes):
                found.setdefault(row[0], {})[row[1]] = row
        return found


@contextlib.contextmanager
def salvaged(damaged: Path, model: Path | None = None) -> Iterator[SalvagedChanges]:
    """What is left of a damaged file, read from a copy of it: the file itself is not touched.

    The copy of an encrypted file is encrypted as well.

    Where its head is gone, that of `model` is put in its place, a sound backup of the same schema; without
    one its newest sound backup serves, else a new file: what does not fit fails its seal. UserError
    `file_missing`, `file_passphrase_needed`; EnvironmentFailure `nothing_salvaged`.
    """
    if not damaged.is_file():
        raise UserError("file_missing", file=str(damaged))
    if KEY_RING.expected(damaged) is None and looks_encrypted(damaged):
        raise UserError("file_passphrase_needed", file=str(damaged))
    with tempfile.TemporaryDirectory(prefix="capadesk-") as folder:
        copy = Path(folder) / "copy.db"
        try:
            shutil.copyfile(damaged, copy)
            wal = Path(f"{damaged}-wal")
            if wal.exists():
                shutil.copyfile(wal, f"{copy}-wal")
        except OSError as error:
            raise EnvironmentFailure("file_not_readable", file=str(damaged), detail=str(error)) from error
        key = KEY_RING.expected(damaged)
        if key is not None:
            seal_again(key, copy)
        raw = _opened(copy, key)
        if raw is None:
            head = model or _model_of(damaged) or (_new_file(Path(folder)) if key is None else None)
            if head is not None and _has_new_head(copy, head, key):
                raw = _opened(copy, key)
        if raw is None:
            raise EnvironmentFailure("nothing_salvaged", file=str(damaged))
        with contextlib.closing(raw):
            yield SalvagedChanges(raw, damaged)


def _opened(path: Path, key: FileKey | None) -> sqlite3.Connection | None:
    """A connection that reads on where SQLite would give up; None if not even the tables are known."""
    raw = connect_file(path, key=key)
    try:
        raw.execute("PRAGMA writable_schema=ON")  # a file that is too short is read as far as it goes
        raw.execute("PRAGMA trusted_schema=OFF")
        raw.execute("SELECT stamp FROM change_set LIMIT 0")
    except damage_errors():
        raw.close()
        return None
    return raw


def _model_of(damaged: Path) -> Path | None:
    folder = damaged.parent
    if folder.name.endswith(".backups"):  # where a damaged file is kept beside its backups
        good = backup.good_backup_of(folder.with_name(folder.name.removesuffix(".backups")))
    else:
        good = backup.good_backup_of(damaged)
    return good.path if good else None


def _new_file(folder: Path) -> Path:
    """A new empty data file, whose tables begin where those of any file do that was made with this schema."""
    from capadesk.storage.sqlite_store import SqliteStore

    path = folder / "new.db"
    SqliteStore.create(path, author="").close()
    return path


def _has_new_head(copy: Path, model: Path, key: FileKey | None) -> bool:
    """Put the first page of another file of the same layout in the place of the copy's; whether it was."""
    if key is not None:
        return put_head(key, copy, model)
    with model.open("rb") as file:
        head = file.read(100)
        size = int.from_bytes(head[16:18], "big")
        page_bytes = 65536 if size == 1 else size
        file.seek(0)
        page = file.read(page_bytes)
    if not head.startswith(PLAIN_HEAD) or len(page) != page_bytes:
        return False
    # What a head says of the file's size and its free pages is another file's.
    pages = copy.stat().st_size // page_bytes
    page = page[:28] + pages.to_bytes(4, "big") + bytes(8) + page[40:]
    with copy.open("rb+") as file:
        file.write(page)
    return True


def _text(raw: bytes) -> Any:
    """Text as it is in the file, also where it is no UTF-8 any more: then no seal fits."""
    return raw.decode("utf-8", "surrogateescape")
