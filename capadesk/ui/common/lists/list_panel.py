"""The left side of an area: words to find, the list, and what stands there when it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListQuery, SortKey
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaPresenter
from capadesk.ui.common.lists.columns_popup import ColumnsPopup
from capadesk.ui.common.lists.filter_choices import FilterChoices
from capadesk.ui.common.lists.keys_loader import KeysLoader
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_header import ListHeader
from capadesk.ui.common.lists.list_memory import keep_look, recall_look, saved_filters_of
from capadesk.ui.common.lists.list_presenter import ListContent
from capadesk.ui.common.lists.record_list_model import RecordListModel
from capadesk.ui.common.lists.record_list_view import RecordListView
from capadesk.ui.common.look.empty_state import EmptyState


class Place(Enum):
    """Where the list stands after it was read again."""

    SAME = auto()
    MARKED = auto()
    TOP = auto()


class ListPanel(QWidget):
    """Shows one list; marks the record that is open beside it."""

    chosen = Signal(object)
    """The user moved to another record (its id)."""
    opened = Signal()
    new_wanted = Signal()
    import_wanted = Signal()
    sample_wanted = Signal()
    counted = Signal()
    """Other rows are shown."""
    failed = Signal(object)

    def __init__(
        self,
        presenter: AreaPresenter[Any],
        columns: Sequence[ListColumn],
        icon: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._marked: UUID | None = None
        self._place = Place.SAME
        self.has_read = False
        """Whether the list was ever read, or is being."""
        self.seen: int | None = None
        """The newest change that the rows are sure to show; None as long as they were not read."""
        words = presenter.words
        self.model = RecordListModel(presenter.listing.lists, presenter.listing.kind, columns, self)
        self.list = RecordListView(self.model, words.title, self)
        self.header = ListHeader(words.title, words.new, words.find, columns, presenter.listing.facets, self)
        self._loader = KeysLoader(self)
        self.choices = FilterChoices(presenter.listing, presenter.desk.localisation, self)
        self._empty = EmptyState(icon, words.empty_title, words.empty_text, self)
        self._empty.add_button(words.new, self.new_wanted.emit, is_main=True)
        self._empty.add_button(_("&Import a file…"), self.import_wanted.emit)
        self._empty.add_button(_("Look around with the &sample"), self.sample_wanted.emit)
        self._nothing_found = EmptyState("search", "", "", self)
        self._nothing_found.add_button(_("Show &all"), self.show_all)
        self._stack = QStackedWidget(self)
        for widget in (self.list, self._empty, self._nothing_found):
            self._stack.addWidget(widget)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._connect()
        self._show_order()

    def _connect(self) -> None:
        self.header.new_wanted.connect(self.new_wanted)
        self.header.text_changed.connect(self._find)
        self.header.sort_menu.sort_chosen.connect(self._sort)
        self.header.sort_menu.sort_added.connect(self._sort_also)
        self.header.sort_menu.group_chosen.connect(self._group)
        self.header.columns_button.clicked.connect(self._choose_columns)
        self.header.filters.filtered.connect(self._narrow)
        self.header.filters.choice_wanted.connect(self.choices.open)
        self.choices.filtered.connect(self._narrow)
        self.choices.failed.connect(self.failed)
        self.list.heading.customContextMenuRequested.connect(self._choose_columns_here)
        self.list.sort_added.connect(self._sort_also)
        self.header.list_wanted.connect(self.focus_list)
        self.list.current_moved.connect(self._moved)
        self.list.selection_counted.connect(self._counted_chosen)
        self.list.opened.connect(self.opened)
        self.list.sort_chosen.connect(self._sort)
        self._loader.loaded.connect(self._show_content)
        self._loader.failed.connect(self.failed)

    # --- records ----------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether there is no record at all, with or without words to find."""
        return not self.model.rowCount() and not self._presenter.listing.is_filtered

    def mark(self, record_id: UUID | None, *, scroll: bool = True) -> None:
        """Show which record is open; None for none."""
        self._marked = record_id
        position = self.model.position_of(record_id) if record_id is not None else None
        if position is None or position != self.list.current_position():
            self.list.show_position(position, scroll=scroll)

    def show_mark(self) -> None:
        """Go back to the record that is open, and to it alone."""
        position = self.model.position_of(self._marked) if self._marked is not None else None
        self.list.show_position(position, scroll=False)

    def selected_ids(self) -> list[UUID]:
        """The records that are chosen."""
        found = [self.model.id_at(position) for position in self.list.selected_positions()]
        return [record_id for record_id in found if record_id is not None]

    def selected_keys(self) -> tuple[int, ...]:
        """The keys of the rows that are chosen, in the order of the list; quick, whatever their number."""
        keys = self.model.keys
        return tuple(keys[position] for position in self.list.selected_positions())

    def forget_mark(self) -> None:
        """No record is open, as several rows are chosen; these stay chosen."""
        self._marked = None

    def next_to(self, ids: Sequence[UUID]) -> UUID | None:
        """The record to go on with when these are gone: the first after them, else the last before."""
        positions = self.list.selected_positions() or [self.list.current_position()]
        for position in (positions[-1] + 1, positions[0] - 1):
            neighbour = self.model.id_at(position)
            if neighbour is not None and neighbour not in ids:
                return neighbour
        return None

    # --- focus ------------------------------------------------------------------------------------

    def focus_filter(self) -> None:
        """Type words to find."""
        self.header.focus_filter()

    def focus_list(self) -> None:
        """Go to the list; to the field above it if it is empty."""
        if not self.model.rowCount():
            self.header.forget_typing()
            self.header.focus_filter()
            return
        if self.list.current_position() < 0 and self._marked is None:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading ----------------------------------------------------------------------------------

    def reload(self, place: Place = Place.SAME) -> None:
        """Read the list again; a very long one comes a moment later."""
        self._place = place
        self.has_read = True
        if place is Place.SAME:  # words of codes may have changed
            self.header.filters.show_filter(self._presenter.listing.filter)
        self._loader.ask(self._presenter.listing.question())

    @property
    def is_reading(self) -> bool:
        """Whether other rows are still to come."""
        return self._loader.is_reading

    def wait(self) -> None:
        """Wait for what is being read: before the store is closed."""
        self._loader.wait()
        self.choices.wait()

    def _show_content(self, content: ListContent) -> None:
        is_free = (
            self._place is Place.TOP
            or not self.model.rowCount()
            or (self._place is Place.MARKED and self._marked is None)
        )
        if not content.is_whole and not is_free:
            return  # where the list stands is known only when all of it is
        bar = self.list.verticalScrollBar()
        stood = bar.value()
        keys = content.keys
        chosen = self.selected_keys() if self.list.selected_count() > 1 else ()
        listing = self._presenter.listing
        heading_of = partial(listing.facets.heading, listing.group)
        self.model.set_keys(keys, content.groups, heading_of, content.first_rows)
        self.seen = content.mark
        if content.is_whole:
            listing.note(len(keys))
            self.header.show_count(self._presenter.count_text(len(keys)))
        if keys:
            self._stack.setCurrentWidget(self.list)
        elif listing.is_filtered:
            self._nothing_found.set_words(*self._presenter.nothing_words())
            self._stack.setCurrentWidget(self._nothing_found)
        else:
            self._stack.setCurrentWidget(self._empty)
        if not self._choose_again(chosen):
            self.mark(self._marked, scroll=self._place is Place.MARKED)
        if self._place is not Place.MARKED:
            bar.setValue(stood if self._place is Place.SAME else 0)
        if not content.is_whole:
            self._place = Place.SAME
        self.counted.emit()

    def _choose_again(self, chosen: Sequence[int]) -> bool:
        """Choose the rows of these keys where they stand now; whether there are several of them."""
        if not chosen:
            return False
        wanted = set(chosen)
        positions = [position for position, key in enumerate(self.model.keys) if key in wanted]
        if len(positions) < 2:
            return False
        self.list.select_positions(positions)
        return True

    def _counted_chosen(self, count: int) -> None:
        if count == 1:
            self._moved(self.list.selected_positions()[0], -1)

    def _moved(self, position: int, _before: int) -> None:
        if self.list.selected_count() > 1:
            return
        record_id = self.model.id_at(position)
        if record_id is not None and record_id != self._marked:
            self.chosen.emit(record_id)

    def _find(self, text: str) -> None:
        self._presenter.listing.find(text)
        self.reload(Place.TOP)

    # --- filter, order, groups and columns --------------------------------------------------------

    def show_all(self) -> None:
        """Neither words nor filter."""
        self._presenter.listing.find("")
        self._narrow(ListFilter())
        self.header.show_words("")

    def show_query(self, query: ListQuery) -> None:
        """Show what somebody else asks of this list; its words, filter and order stand above it then."""
        self._presenter.listing.take_query(query)
        self.header.show_words(query.text)
        self._show_order()
        self.reload(Place.TOP)

    def _narrow(self, chosen: ListFilter) -> None:
        self._presenter.listing.narrow(chosen)
        self.header.filters.show_filter(chosen)
        self.reload(Place.TOP)

    def _sort(self, sort: SortKey) -> None:
        self._presenter.listing.sort_by(sort)
        self._order_anew()

    def _sort_also(self, sort: SortKey) -> None:
        self._presenter.listing.sort_also_by(sort)
        self._order_anew()

    def _group(self, group: str) -> None:
        self._presenter.listing.group_by(group)
        self._order_anew()

    def _order_anew(self) -> None:
        self._show_order()
        self.reload(Place.MARKED)

    def _show_order(self) -> None:
        listing = self._presenter.listing
        self.list.show_sorts(listing.sorts)
        self.header.sort_menu.show_order(listing.sorts, listing.group)
        self.header.filters.show_filter(listing.filter)

    def _choose_columns(self) -> None:
        self._columns_popup().open_under(self.header.columns_button)

    def _choose_columns_here(self, place: QPoint) -> None:
        self._columns_popup().open_at(self.list.heading.mapToGlobal(place), self.list)

    def _columns_popup(self) -> ColumnsPopup:
        popup = ColumnsPopup(self.list.columns, self._presenter.desk.localisation, self)
        popup.closed.connect(popup.deleteLater)
        return popup

    # --- remembering ------------------------------------------------------------------------------

    def remember(self, settings: QSettings) -> None:
        """Keep order, groups, filter and columns in the group of settings that is open."""
        keep_look(settings, self._presenter.listing, self.list.columns.layout)

    def recall(self, settings: QSettings) -> None:
        """Bring them back, and the saved filters; does not read the list."""
        listing = self._presenter.listing
        self.list.columns.set_layout(recall_look(settings, listing, self.model.columns))
        self.header.filters.saved = saved_filters_of(settings, listing)
        self._show_order()
