"""Decides what a list shows: words to find, filter, order and groups; which changes concern it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from capadesk.domain.change_set import ChangeSet
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter, Period, filter_of_query
from capadesk.services.ports import Counted, ListKind, ListQuery, Lists, SortKey
from capadesk.ui.common.lists.list_facets import PERIOD, Facet, ListFacets

FIRST_ROWS = 200
"""So many rows are shown before the rest is read."""
_SORTS_AT_MOST = 3

_EVENT_KINDS = frozenset(
    {
        *("event", "participation", "head_count", "action", "organisation"),
        *("person", "city", "code_item", "platform", "tag", "tagging", "series", "project"),
    }
)
_CONCERNS: dict[ListKind, frozenset[str]] = {
    ListKind.EVENTS: _EVENT_KINDS,
    ListKind.MEETINGS: _EVENT_KINDS,
    ListKind.CALENDAR: _EVENT_KINDS,
    ListKind.PEOPLE: frozenset(
        {"person", "affiliation", "organisation", "city", "participation", "tag", "tagging"}
    ),
    ListKind.ORGANISATIONS: frozenset(
        {"organisation", "affiliation", "city", "participation", "person", "code_item", "tag", "tagging"}
    ),
    ListKind.ACTIONS: frozenset({"action", "person", "organisation", "event", "code_item"}),
    ListKind.DECISIONS: frozenset({"decision", "event", "code_item"}),
}


BLOCK = 50
"""So many rows are read at once."""


class ListContent(NamedTuple):
    """The keys of the rows in order and their groups; the beginning only, unless `is_whole`.

    `first_rows` are the rows of the first keys, BLOCK at most: what is seen first is read with the keys.
    `mark` is what `Store.latest_change` gave before; None if nobody asked.
    """

    keys: Sequence[int]
    groups: Sequence[Counted] = ()
    is_whole: bool = True
    first_rows: Sequence[Any] = ()
    mark: int | None = None


class ListPresenter:
    """The query of one list."""

    def __init__(self, lists: Lists, kind: ListKind, sort: SortKey) -> None:
        self.lists = lists
        self.kind = kind
        self.text = ""
        self.filter = ListFilter()
        self.sorts: tuple[SortKey, ...] = (sort,)
        self.group = ""
        self._facets: ListFacets | None = None
        self._latest: Callable[[], int] | None = None
        self._length: int | None = None

    def know(self, desk: Desk) -> None:
        """The desk knows the day, and the words of codes."""
        self._facets = ListFacets(desk, self.kind)
        self._latest = desk.store.latest_change

    @property
    def facets(self) -> ListFacets:
        """By what the list can be narrowed; known once the list has its desk."""
        assert self._facets is not None
        return self._facets

    @property
    def query(self) -> ListQuery:
        """What is asked now."""
        query = ListQuery(self.kind, self.text, sort=self.sorts, group=self.group)
        if self._facets is None:
            return query
        query = self.filter.narrowed(query, self._facets.today())
        return replace(query, ranks=self._facets.ranks({*(key.column for key in self.sorts), self.group}))

    # --- order ------------------------------------------------------------------------------------

    @property
    def sort(self) -> SortKey:
        """The first heading that the list is sorted by."""
        return self.sorts[0]

    def sort_by(self, *sorts: SortKey) -> None:
        """Choose the order, the most important heading first."""
        if sorts:
            self.sorts = sorts[:_SORTS_AT_MOST]

    def sort_also_by(self, sort: SortKey) -> None:
        """Let one more heading decide among equals; one that does already turns round, then drops out."""
        known = next((key for key in self.sorts if key.column == sort.column), None)
        if known is None:
            self.sorts = (*self.sorts[: _SORTS_AT_MOST - 1], sort)
            return
        if known.descending == sort.descending:
            turned = SortKey(sort.column, not sort.descending)
            self.sorts = tuple(turned if key is known else key for key in self.sorts)
        elif len(self.sorts) > 1:
            self.sorts = tuple(key for key in self.sorts if key is not known)
        else:
            self.sorts = (sort,)

    def group_by(self, group: str) -> None:
        """Group by "month" or "country"; "" for no groups, and where the list knows no such groups."""
        self.group = group if group in self.facets.groupings else ""

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def is_filtered(self) -> bool:
        """Whether words to find or a filter narrow the list."""
        return bool(self.text.strip()) or bool(self.filter)

    def find(self, text: str) -> None:
        """Choose the words to find; "" for all rows."""
        self.text = text

    def narrow(self, chosen: ListFilter) -> None:
        """Choose a filter; an empty one for all rows."""
        self.filter = chosen

    def take_query(self, query: ListQuery) -> None:
        """Show what somebody else asks: its words and filter, and its order and groups if it has any."""
        self.text = query.text
        self.filter = filter_of_query(query, self.facets.today())
        if query.sort:
            self.sort_by(*query.sort)
        if query.group:
            self.group_by(query.group)

    def question(self) -> Callable[[], Iterator[ListContent]]:
        """Gives what is to be shown, in whatever thread: perhaps its beginning, then the whole.

        What is chosen later does not matter.
        """
        return partial(_read, self.lists, self.query, self._latest)

    def values_question(self, facet: Facet) -> Callable[[], list[Counted]]:
        """Gives the values of a filter that occur among the rows that the other filters leave."""
        open_filter = (
            self.filter.with_period(Period.ANY)
            if facet.column == PERIOD
            else self.filter.with_values(facet.column, ())
        )
        query = open_filter.narrowed(ListQuery(self.kind, self.text), self.facets.today())
        return partial(self.lists.values, query, facet.column)

    @property
    def length(self) -> int:
        """How many rows there are without words to find and filter; counted once, until something changes."""
        if self._length is None:
            self._length = self.lists.count(self.kind)
        return self._length

    def note(self, count: int) -> None:
        """So many rows were shown: if nothing narrows the list, these are all."""
        if not self.is_filtered:
            self._length = count

    def forget(self) -> None:
        """Something has changed: count again."""
        self._length = None

    def concerns(self, change_set: ChangeSet) -> bool:
        """Whether a change can be seen in this list."""
        return not _CONCERNS[self.kind].isdisjoint(change_set.kinds())


def _read(lists: Lists, query: ListQuery, latest: Callable[[], int] | None) -> Iterator[ListContent]:
    mark = latest() if latest is not None else None
    if query.group:
        yield _grouped(lists, query)._replace(mark=mark)
        return
    keys: list[int] = []
    first_rows: Sequence[Any] | None = None
    for part in lists.keys_in_parts(query, FIRST_ROWS):
        is_beginning = not keys and len(part) >= FIRST_ROWS
        keys = keys + part
        if is_beginning:
            first_rows = lists.rows(query.kind, keys[:BLOCK])
            yield ListContent(keys, is_whole=False, first_rows=first_rows, mark=mark)
    if first_rows is None:
        first_rows = lists.rows(query.kind, keys[:BLOCK])
    yield ListContent(keys, first_rows=first_rows, mark=mark)


def _grouped(lists: Lists, query: ListQuery) -> ListContent:
    # Another program may write between the two: then they are read once more, at last without headings.
    keys: Sequence[int] = ()
    for _attempt in range(2):
        keys, groups = lists.keys(query), lists.groups(query)
        if sum(group.rows for group in groups) == len(keys):
            return ListContent(keys, groups, first_rows=lists.rows(query.kind, keys[:BLOCK]))
    return ListContent(keys)
