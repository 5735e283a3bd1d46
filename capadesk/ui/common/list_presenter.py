"""Decides what a list shows: its words to find and its order; which changes concern it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from capadesk.domain.change_set import ChangeSet
from capadesk.services.ports import ListKind, ListQuery, Lists, SortKey

_EVENT_KINDS = frozenset(
    {
        *("event", "participation", "head_count", "action", "organisation"),
        *("person", "city", "code_item", "platform"),
    }
)
_CONCERNS: dict[ListKind, frozenset[str]] = {
    ListKind.EVENTS: _EVENT_KINDS,
    ListKind.MEETINGS: _EVENT_KINDS,
    ListKind.PEOPLE: frozenset({"person", "affiliation", "organisation", "city", "participation"}),
    ListKind.ORGANISATIONS: frozenset(
        {"organisation", "affiliation", "city", "participation", "person", "code_item"}
    ),
}


class ListPresenter:
    """The query of one list."""

    def __init__(self, lists: Lists, kind: ListKind, sort: SortKey) -> None:
        self.lists = lists
        self.query = ListQuery(kind, sort=(sort,))
        self._length: int | None = None

    @property
    def kind(self) -> ListKind:
        """Which list it is."""
        return self.query.kind

    @property
    def sort(self) -> SortKey:
        """The heading that the list is sorted by."""
        return self.query.sort[0]

    @property
    def is_filtered(self) -> bool:
        """Whether words to find narrow the list."""
        return bool(self.query.text.strip())

    def sort_by(self, sort: SortKey) -> None:
        """Choose the order."""
        self.query = replace(self.query, sort=(sort,))

    def find(self, text: str) -> None:
        """Choose the words to find; "" for all rows."""
        self.query = replace(self.query, text=text)

    def question(self) -> Callable[[], Sequence[int]]:
        """Gives the keys of the rows to show, in whatever thread; what is chosen later does not matter."""
        return partial(self.lists.keys, self.query)

    @property
    def length(self) -> int:
        """How many rows there are without the words to find; counted once, until something changes."""
        if self._length is None:
            self._length = self.lists.count(self.kind)
        return self._length

    def note(self, count: int) -> None:
        """So many rows were shown: without words to find, these are all."""
        if not self.is_filtered:
            self._length = count

    def forget(self) -> None:
        """Something has changed: count again."""
        self._length = None

    def concerns(self, change_set: ChangeSet) -> bool:
        """Whether a change can be seen in this list."""
        return not _CONCERNS[self.kind].isdisjoint(change_set.kinds())
