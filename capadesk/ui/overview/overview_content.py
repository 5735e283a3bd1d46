"""What the overview shows, in words: cards of rows, links into the areas, and a line of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.services.ports import ListQuery
from capadesk.ui.common.look.palette import Tone


class RowChip(NamedTuple):
    """An icon and a word on a tinted ground."""

    icon: str
    tone: Tone
    text: str


class RowAct(NamedTuple):
    """What one click on a row's button does; CapaDeskError if it cannot."""

    text: str
    spoken: str
    act: Callable[[], ChangeSet]


class CardRow(NamedTuple):
    """One record: `when` stands out from `detail`; `is_late` marks it with a sign as well."""

    kind: str
    record_id: UUID
    title: str
    when: str
    detail: str = ""
    full_when: str = ""
    is_late: bool = False
    icon: str = ""
    initials: str = ""
    chips: tuple[RowChip, ...] = ()
    act: RowAct | None = None

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        return ", ".join(
            part for part in (self.title, self.when, self.detail, *(chip.text for chip in self.chips)) if part
        )


class AreaLink(NamedTuple):
    """Words that lead to an area, whose list then shows what the query asks."""

    text: str
    area: str
    query: ListQuery


class Card(NamedTuple):
    """One card: at first `shown` of its rows; `calm` says that there are none."""

    name: str
    icon: str
    title: str
    calm: str
    rows: Sequence[CardRow]
    shown: int
    links: tuple[AreaLink, ...] = ()
    offers_new: bool = False

    @property
    def hidden(self) -> int:
        """How many rows are not shown at first, where no link leads to them all."""
        return 0 if self.links else max(len(self.rows) - self.shown, 0)


class Figure(NamedTuple):
    """A number, what it counts, and where it leads."""

    number: str
    words: str
    area: str
    query: ListQuery


class Board(NamedTuple):
    """The whole overview."""

    day: str
    is_empty: bool
    cards: tuple[Card, ...]
    figures: tuple[Figure, ...]
