"""What a list remembers among the user's settings: order, groups, filter, columns, saved filters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings

from capadesk.services.list_filter import ListFilter, filter_of_text
from capadesk.services.ports import SortKey
from capadesk.ui.common.lists.column_layout import ColumnLayout, layout_of_text
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_presenter import ListPresenter
from capadesk.ui.common.lists.saved_filters import SavedFilters, saved_filters_of_text

_SORTS, _GROUP, _FILTER, _COLUMNS, _SAVED = "sorts", "group", "filter", "columns", "saved_filters"


def keep_look(settings: QSettings, listing: ListPresenter, layout: ColumnLayout) -> None:
    """Write down what the list shows, in the group of settings that is open."""
    settings.setValue(_SORTS, json.dumps([[key.column, key.descending] for key in listing.sorts]))
    settings.setValue(_GROUP, listing.group)
    settings.setValue(_FILTER, listing.filter.text())
    settings.setValue(_COLUMNS, layout.text())


def recall_look(settings: QSettings, listing: ListPresenter, columns: Sequence[ListColumn]) -> ColumnLayout:
    """Bring order, groups and filter back; returns the columns. Nonsense is passed over."""
    keys = frozenset(column.key for column in columns)
    sorts = _sorts(settings.value(_SORTS), keys)
    listing.sort_by(*sorts)
    listing.group_by(str(settings.value(_GROUP) or ""))
    listing.narrow(_filter_reader(listing)(settings.value(_FILTER)))
    return layout_of_text(settings.value(_COLUMNS), keys)


def saved_filters_of(settings: QSettings, listing: ListPresenter) -> SavedFilters:
    """The filters that were saved in the group of settings that is open; written at once when they change."""
    key = "/".join(part for part in (settings.group(), _SAVED) if part)
    found = saved_filters_of_text(settings.value(_SAVED), _filter_reader(listing))
    return SavedFilters(found, partial(settings.setValue, key))


def _filter_reader(listing: ListPresenter) -> Any:
    facets = listing.facets

    def read(text: Any) -> ListFilter:
        return filter_of_text(text, facets.columns, frozenset(facets.periods))

    return read


def _sorts(text: Any, keys: frozenset[str]) -> list[SortKey]:
    try:
        kept = json.loads(str(text or "[]"))
    except ValueError:
        return []
    found: dict[str, SortKey] = {}
    for each in kept if isinstance(kept, list) else []:
        if isinstance(each, list) and len(each) == 2 and isinstance(each[0], str) and each[0] in keys:
            found.setdefault(each[0], SortKey(each[0], each[1] is True))
    return list(found.values())
