"""Who sent what and when, what was brought together, and what waits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.services.ports import MergeEntry
from capadesk.services.words import _
from capadesk.ui.bring_together.senders_presenter import Item, Read, SendersPresenter
from capadesk.ui.common.comparison_panel import ComparisonPanel
from capadesk.ui.common.day_list_page import DayListPage
from capadesk.ui.common.empty_state import EmptyState
from capadesk.ui.common.message_bar import Answer, Question

_LIST_WIDTH = 480


class SendersSection(DayListPage):
    """Joins the list and what is known of the chosen row."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        name = _("Senders")
        super().__init__(desk, "merge-senders", name, name, _("Find a sender or a file"), parent)
        self.presenter = SendersPresenter(desk)
        self._is_read_only = desk.store.is_read_only
        self.title_label.hide()
        self._entries = self._answer("senders")
        self.panel = ComparisonPanel(_("What is known of it"), self)
        self.out_button = self.panel.add_button(_("&Take out…"), self.ask_to_take_out, "revert")
        self._choose = EmptyState("people", _("Choose a sender or a merge"), "", self)
        self._empty = EmptyState(
            "people",
            _("Nothing has come from anybody yet"),
            _("Who sent what and when stands here, and who has been silent for a month."),
            self,
        )
        self._nothing_found = EmptyState("search", _("Nothing fits"), "", self)
        self._nothing_found.add_button(_("Show everything"), self.field.clear_words)
        sides = (self._choose, self.panel)
        self._lay_out((self.field,), (self._empty, self._nothing_found), sides, _LIST_WIDTH)
        self.field.words_changed.connect(self._find)
        self.list.chosen.connect(self._show_item)
        self._entries.loaded.connect(self._take)

    def chosen(self) -> Item | None:
        """What the current row stands for."""
        row = self.model.row_at(self.list.currentIndex().row())
        return self.presenter.item(row.key) if row is not None else None

    def ask_to_take_out(self) -> None:
        """Ask whether the chosen merge is to be taken out."""
        entry = self.chosen()
        if not isinstance(entry, MergeEntry) or entry.taken_out_at is not None or self._is_read_only:
            return
        answers = (
            Answer(_("&Take it out"), lambda: self._take_out(entry), is_main=True),
            Answer(_("&Leave it"), self.focus_list),
        )
        self.asked.emit(Question(self.presenter.take_out_text(entry), answers))

    def _take_out(self, entry: MergeEntry) -> None:
        self.job_wanted.emit(_("Taking out"), self.presenter.take_out(entry), self.changed.emit)

    def _reload(self) -> None:
        super()._reload()
        self._entries.ask(self.presenter.question())

    def _find(self, text: str) -> None:
        self.presenter.text = text
        self._show_rows()

    def _take(self, read: Read) -> None:
        self.presenter.read = read
        self._show_rows()

    def _show_rows(self) -> None:
        had_focus = self._has_list_focus()
        before = self.model.row_at(self.list.currentIndex().row())
        rows = self.presenter.rows()
        self.list.blockSignals(True)
        self.model.set_rows(rows, has_more=False)
        self.list.blockSignals(False)
        if rows:
            self._lists.setCurrentWidget(self.list)
            position = self.model.position_of(before.key) if before is not None else None
            self.list.show_position(position or 0)
            if had_focus:
                self.list.setFocus()
        else:
            self._lists.setCurrentWidget(self._empty if self.presenter.is_empty else self._nothing_found)
            self._right.setCurrentWidget(self._blank)

    def _show_item(self, key: object) -> None:
        item = self.presenter.item(key)
        if item is None:
            self._right.setCurrentWidget(self._choose)
            return
        is_in = isinstance(item, MergeEntry) and item.taken_out_at is None and bool(item.change_sets)
        self.out_button.setVisible(is_in)
        self.out_button.setEnabled(not self._is_read_only)
        self.panel.show_comparison(self.presenter.comparison(item))
        self._right.setCurrentWidget(self.panel)
