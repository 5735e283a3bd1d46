"""Which columns a list shows, in which order and how wide, as text that can be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from capadesk.ui.common.lists.list_columns import CellKind, ListColumn

_WIDTHS = range(40, 2000)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """`shown` None: the list chooses by its width. `order` holds keys, `widths` pixels by key."""

    shown: frozenset[str] | None = None
    order: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_automatic(self) -> bool:
        """Whether the list chooses its columns by its width."""
        return self.shown is None

    def shows(self, column: ListColumn, width: int) -> bool:
        """Whether a column is there in a list of that width; a title always is."""
        if column.kind is CellKind.TITLE:
            return True
        if self.shown is not None:
            return column.key in self.shown
        return not column.by_choice and width >= column.shown_from

    def with_shown(self, shown: frozenset[str] | None) -> ColumnLayout:
        """The same with other columns; None: the list chooses."""
        return replace(self, shown=shown)

    def with_order(self, order: Sequence[str]) -> ColumnLayout:
        """The same in another order."""
        return replace(self, order=tuple(order))

    def with_width(self, key: str, width: int) -> ColumnLayout:
        """The same with another width of one column, in pixels."""
        bounded = min(max(width, _WIDTHS.start), _WIDTHS.stop - 1)
        return replace(self, widths=dict(self.widths) | {key: bounded})

    def in_order(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """The columns as they stand: the title first, then those whose place is known, then the others."""
        places = {key: place for place, key in enumerate(self.order)}
        return sorted(
            columns,
            key=lambda each: (each.kind is not CellKind.TITLE, places.get(each.key, len(places))),
        )

    def text(self) -> str:
        """As it is kept among the settings."""
        return json.dumps(
            {
                "shown": None if self.shown is None else sorted(self.shown),
                "order": list(self.order),
                "widths": dict(self.widths),
            }
        )


def layout_of_text(text: Any, keys: frozenset[str]) -> ColumnLayout:
    """A layout that was kept; columns that are unknown and widths that cannot be are left out."""
    try:
        kept = json.loads(str(text or "{}"))
    except ValueError:
        return ColumnLayout()
    if not isinstance(kept, dict):
        return ColumnLayout()
    shown, order, widths = kept.get("shown"), kept.get("order"), kept.get("widths")
    return ColumnLayout(
        frozenset(_known(shown, keys)) if isinstance(shown, list) else None,
        tuple(dict.fromkeys(_known(order, keys))),
        {
            key: width
            for key, width in (widths if isinstance(widths, dict) else {}).items()
            if key in keys and isinstance(width, int) and width in _WIDTHS
        },
    )


def _known(values: Any, keys: frozenset[str]) -> list[str]:
    return [each for each in values if isinstance(each, str) and each in keys] if values else []
