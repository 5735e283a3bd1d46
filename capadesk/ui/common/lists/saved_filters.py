"""Filters of one list that were saved by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from capadesk.domain.folding import collation_key
from capadesk.services.list_filter import ListFilter


class SavedFilters:
    """Names and filters; `store` is told the whole as text whenever it changes."""

    def __init__(self, filters: Mapping[str, ListFilter], store: Callable[[str], None]) -> None:
        self._filters = dict(filters)
        self._store = store

    @property
    def names(self) -> list[str]:
        """The names as the alphabet has them."""
        return sorted(self._filters, key=collation_key)

    def get(self, name: str) -> ListFilter:
        """The filter of a name; KeyError."""
        return self._filters[name]

    def name_of(self, chosen: ListFilter) -> str:
        """Under which name a filter is saved; "" if it is not."""
        return next((name for name in self.names if self._filters[name] == chosen), "")

    def save(self, name: str, chosen: ListFilter) -> None:
        """Keep a filter; one of the same name is replaced. A name of spaces is none."""
        name = " ".join(name.split())
        if name and chosen:
            self._filters[name] = chosen
            self._keep()

    def rename(self, old: str, new: str) -> None:
        """Give a filter another name."""
        new = " ".join(new.split())
        if new and old in self._filters:
            self._filters[new] = self._filters.pop(old)
            self._keep()

    def delete(self, name: str) -> None:
        """Forget a filter."""
        if self._filters.pop(name, None) is not None:
            self._keep()

    def _keep(self) -> None:
        kept = {name: self._filters[name].text() for name in self.names}
        self._store(json.dumps(kept, ensure_ascii=False))


def saved_filters_of_text(text: Any, read: Callable[[Any], ListFilter]) -> dict[str, ListFilter]:
    """What was kept; nonsense is left out. `read` makes a filter of its text."""
    try:
        kept = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    found = {str(name): read(each) for name, each in kept.items()} if isinstance(kept, dict) else {}
    return {name: each for name, each in found.items() if name and each}
