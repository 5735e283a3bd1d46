"""The file of drafts: texts that are not saved yet, kept beside the data file so that no crash takes them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports import KeptDraft
from capadesk.storage.database_errors import translated
from capadesk.storage.draft_codec import UnreadableDraft, parts_of, text_of

_FILES = ("", "-wal", "-shm")
LARGEST = 16 * 1024 * 1024
"""Characters of one draft; a dossier of this size would not be worked on in an editor."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)
_TABLE = """
CREATE TABLE IF NOT EXISTS draft (
    area TEXT NOT NULL,
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    is_new INTEGER NOT NULL,
    kept_at TEXT NOT NULL,
    base TEXT NOT NULL,
    edited TEXT NOT NULL,
    PRIMARY KEY (area, record_id)
)
"""
_KEEP = """
INSERT INTO draft (area, record_id, kind, is_new, kept_at, base, edited) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (area, record_id) DO UPDATE SET kind = excluded.kind, is_new = excluded.is_new,
kept_at = excluded.kept_at, base = excluded.base, edited = excluded.edited
"""
_LEFT = "SELECT area, kind, record_id, is_new, kept_at, base, edited FROM draft ORDER BY kept_at DESC"


def draft_file_of(location: Path) -> Path:
    """Where the drafts of a data file lie."""
    return location.with_name(location.name + ".drafts")


def remove_drafts_of(location: Path) -> None:
    """Remove what is kept for a data file, with what SQLite keeps beside it."""
    for ending in _FILES:
        Path(f"{draft_file_of(location)}{ending}").unlink(missing_ok=True)


class DraftFile:
    """Implements ports.DraftStore on a file of its own, for which no work on the records ever waits.

    Any thread may call it; each call is a transaction of its own. The file is there only while something is
    kept, and its owner alone may read it. One that is damaged is put aside as `.damaged`.
    """

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        """`is_read_only`: nothing is kept here, and what another window has kept is not looked at."""
        self._path = path
        self._is_read_only = is_read_only
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    @property
    def can_keep(self) -> bool:
        """See ports.DraftStore."""
        return not self._is_read_only

    def keep(self, draft: KeptDraft) -> None:
        """See ports.DraftStore."""
        base, edited = text_of(draft.base or {}), text_of(draft.edited or {})
        if len(base) + len(edited) > LARGEST:
            raise UserError("draft_too_large")
        self._run(
            _KEEP,
            draft.area,
            draft.record_id.bytes,
            draft.kind,
            int(draft.is_new),
            draft.kept_at.isoformat(),
            base,
            edited,
        )

    def forget(self, area: str, record_id: UUID) -> None:
        """See ports.DraftStore."""
        if self._path.exists():
            self._run("DELETE FROM draft WHERE area = ? AND record_id = ?", area, record_id.bytes)

    def left(self) -> list[KeptDraft]:
        """See ports.DraftStore."""
        if self._is_read_only or not self._path.exists():
            # Of a file that is only read they belong to the window that may write.
            return []
        return [_draft(row) for row in self._run(_LEFT)]

    def close(self) -> None:
        """Close the file; it is removed if nothing is kept in it."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            is_empty = False
            with contextlib.suppress(sqlite3.Error):
                is_empty = connection.execute("SELECT count(*) FROM draft").fetchone() == (0,)
            connection.close()
            if is_empty:
                with contextlib.suppress(OSError):
                    self._path.unlink()

    def _run(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self._lock, translated(str(self._path)):
            try:
                return self._opened().execute(sql, parameters).fetchall()
            except sqlite3.DatabaseError as error:
                if _is_damaged(error):
                    self._put_aside()
                    return self._opened().execute(sql, parameters).fetchall()
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            _make_private(self._path)
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            try:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                connection.execute(_TABLE)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _put_aside(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for ending in _FILES:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{self._path}{ending}").replace(f"{self._path}.damaged{ending}")


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail=str(error)) from error


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _draft(row: tuple[Any, ...]) -> KeptDraft:
    area, kind, record_id, is_new, kept_at, base, edited = row
    parts: tuple[dict[str, Any] | None, dict[str, Any] | None]
    try:
        parts = parts_of(base), parts_of(edited)
    except UnreadableDraft:
        parts = None, None
    return KeptDraft(area, kind, UUID(bytes=record_id), bool(is_new), datetime.fromisoformat(kept_at), *parts)
