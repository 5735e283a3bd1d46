"""Who sent what and when, what was brought together, and what waits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.services.ports import MergeEntry
from capadesk.services.words import _
from capadesk.ui.bring_together.senders_presenter import Item, Read, SendersPresenter
from capadesk.ui.bring_together.together_section import SectionWords, TogetherSection
from capadesk.ui.common.message_bar import Answer, Question


class SendersSection(TogetherSection):
    """Joins the list and what is known of the chosen row."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.presenter = SendersPresenter(desk)
        words = SectionWords(
            "senders",
            _("Senders"),
            _("Find a sender or a file"),
            _("What is known of it"),
            _("Choose a sender or a merge"),
            _("Nothing has come from anybody yet"),
            _("Who sent what and when stands here, and who has been silent for a month."),
            _("Nothing fits"),
        )
        super().__init__(desk, self.presenter, words, ("people", "people"), parent)
        self.out_button = self.panel.add_button(_("&Take out…"), self.ask_to_take_out, "revert")
        self.list.chosen.connect(self._show_item)

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

    def _take(self, read: Read) -> None:
        self.presenter.read = read
        self._show_rows()

    def _show_rows(self) -> None:
        had_focus = self._has_list_focus()
        before = self.model.row_at(self.list.currentIndex().row())
        self.list.blockSignals(True)
        has_rows = self._put_rows(self.presenter.rows())
        self.list.blockSignals(False)
        if has_rows:
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
