"""The records that come with the program, made only for a data file without this edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capadesk.domain.record import Record


class Shipment(Iterable["Record"]):
    """An edition says all that its records are made of: equal editions have equal records."""

    def __init__(self, edition: str, make: Callable[[], Iterable[Record]]) -> None:
        self.edition = edition
        self._make = make

    def __iter__(self) -> Iterator[Record]:
        return iter(self._make())
