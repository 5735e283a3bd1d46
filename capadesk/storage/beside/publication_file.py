"""The file of publications: what this desk left on which server, kept beside the data file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID

from capadesk.services.ports.feeds import Published
from capadesk.storage.beside.side_file import FEEDS, SideFile
from capadesk.storage.encryption.file_key import FileKey

_TABLES = (
    "CREATE TABLE IF NOT EXISTS feed (id BLOB PRIMARY KEY, state TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS published (
        feed BLOB NOT NULL,
        uid TEXT NOT NULL,
        title TEXT NOT NULL,
        etag TEXT NOT NULL,
        digest TEXT NOT NULL,
        mark TEXT NOT NULL,
        underway TEXT NOT NULL,
        PRIMARY KEY (feed, uid)
    )
    """,
)
_NOTE = "INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?, ?, ?, ?)"
_ITEMS = "SELECT uid, title, etag, digest, mark, underway FROM published WHERE feed = ?"
_ANY = "SELECT 1 FROM feed UNION ALL SELECT 1 FROM published LIMIT 1"


def publication_file_of(location: Path) -> Path:
    """Where the publications of a data file lie."""
    return location.with_name(location.name + FEEDS)


class PublicationFile:
    """Implements ports.Publications on a file of its own.

    It is no part of the data file: going back to a backup does not forget what is on a server, and nothing
    that is written here ever waits for the records. Lost, it costs a look at each resource.
    """

    def __init__(self, path: Path, key: FileKey | None = None) -> None:
        """`key` is that of the data file, if it is encrypted."""
        self._file = SideFile(path, *_TABLES, key=key)

    def items(self, feed: UUID) -> dict[str, Published]:
        """See ports.Publications."""
        if not self._file.exists:
            return {}
        return {row[0]: Published(*row) for row in self._file.run(_ITEMS, feed.bytes)}

    def note(self, feed: UUID, items: Iterable[Published], gone: Collection[str] = ()) -> None:
        """See ports.Publications."""
        with self._file.transaction() as connection:
            connection.executemany(_NOTE, [(feed.bytes, *item) for item in items])
            connection.executemany(
                "DELETE FROM published WHERE feed = ? AND uid = ?", [(feed.bytes, uid) for uid in gone]
            )

    def state(self, feed: UUID) -> str:
        """See ports.Publications."""
        if not self._file.exists:
            return ""
        rows = self._file.run("SELECT state FROM feed WHERE id = ?", feed.bytes)
        return str(rows[0][0]) if rows else ""

    def keep_state(self, feed: UUID, text: str) -> None:
        """See ports.Publications."""
        self._file.run("INSERT OR REPLACE INTO feed VALUES (?, ?)", feed.bytes, text)

    def forget(self, feed: UUID) -> None:
        """See ports.Publications."""
        if self._file.exists:
            with self._file.transaction() as connection:
                connection.execute("DELETE FROM feed WHERE id = ?", (feed.bytes,))
                connection.execute("DELETE FROM published WHERE feed = ?", (feed.bytes,))

    def close(self) -> None:
        """See ports.Publications."""
        self._file.close(_ANY)
