"""Where stores in memory live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from capadesk.domain.record import Record
from tests.memory_store.memory_file import MemoryFile
from tests.memory_store.memory_store import MemoryStore


class MemoryPlaces:
    """Makes and opens stores in memory; what is closed can be opened again by its location."""

    kind = "memory"

    def __init__(self) -> None:
        self._files: dict[str, MemoryFile] = {}

    def create(self, name: str, *, author: str, shipped: Iterable[Record] = ()) -> MemoryStore:
        """A new one."""
        location = f"memory:{name}"
        assert location not in self._files
        self._files[location] = MemoryFile(location)
        return self.open(location, author=author, shipped=shipped)

    def open(
        self, location: str, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> MemoryStore:
        """One that was made here."""
        file = self._files[location]
        if not read_only:
            file.ship(shipped)
        return MemoryStore(file, author=author, is_read_only=read_only)

    @contextmanager
    def more(self) -> Iterator[MemoryPlaces]:
        """Others, which know nothing of these."""
        yield MemoryPlaces()
