"""What the sections with a list have in common: the list on the left, the chosen row side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.editing.comparison_panel import ComparisonPanel
from capadesk.ui.common.lists.day_list_page import DayListPage
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.empty_state import EmptyState

_LIST_WIDTH = 480
_ROWS_AT_ONCE = 300


class SectionWords(NamedTuple):
    """What a section says; `name` is its own in the settings, `panel` that of the side for screen readers.

    `choose` stands where no row is chosen, `empty` with `empty_text` where there is none, `no_match` where no
    row holds the words to find.
    """

    name: str
    title: str
    find: str
    panel: str
    choose: str
    empty: str
    empty_text: str
    no_match: str


class SectionPresenter(Protocol):
    """What such a section asks of its presenter."""

    text: str
    """The words to find."""

    def question(self) -> Callable[[], Any]:
        """Reads what the section shows, in whatever thread."""


class TogetherSection(DayListPage):
    """Reads in a thread, shows long lists in parts; what a row is, each section knows."""

    def __init__(
        self,
        desk: Desk,
        presenter: SectionPresenter,
        words: SectionWords,
        icons: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """`icons` are those of the side without a choice, and of the empty list."""
        super().__init__(desk, f"merge-{words.name}", words.title, words.title, words.find, parent)
        self._reads = presenter
        self._is_read_only = desk.store.is_read_only
        self._waiting: list[DayRow] = []
        self.title_label.hide()
        self._entries = self._answer(words.name)
        self._entries.loaded.connect(self._take)
        self.panel = ComparisonPanel(words.panel, self)
        self._choose = EmptyState(icons[0], words.choose, "", self)
        self._empty = EmptyState(icons[1], words.empty, words.empty_text, self)
        self._nothing_found = EmptyState("search", words.no_match, "", self)
        self._nothing_found.add_button(_("Show everything"), self.field.clear_words)
        places = (self._empty, self._nothing_found)
        self._lay_out((self.field,), places, (self._choose, self.panel), _LIST_WIDTH)
        self.field.words_changed.connect(self._find)
        self.model.more_wanted.connect(self._show_more)

    # --- for the sections -------------------------------------------------------------------------

    def _take(self, read: Any) -> None:
        """Something was read: keep it, and show it."""
        raise NotImplementedError

    def _show_rows(self) -> None:
        """Show what was read, as far as the words to find leave it."""
        raise NotImplementedError

    def _put_rows(self, rows: Sequence[DayRow]) -> bool:
        """Put rows into the list, the first of them at once; whether there are any."""
        self._waiting = list(rows)
        first = self._next_rows()
        self.model.set_rows(first, has_more=bool(self._waiting))
        return bool(first)

    # --- within -----------------------------------------------------------------------------------

    def _reload(self) -> None:
        super()._reload()
        self._entries.ask(self._reads.question())

    def _find(self, text: str) -> None:
        self._reads.text = text
        self._show_rows()

    def _show_more(self) -> None:
        self.model.append(self._next_rows(), has_more=bool(self._waiting))

    def _next_rows(self) -> list[DayRow]:
        rows, self._waiting = self._waiting[:_ROWS_AT_ONCE], self._waiting[_ROWS_AT_ONCE:]
        return rows
