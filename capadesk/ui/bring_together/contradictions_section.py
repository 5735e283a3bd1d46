"""What two desks have changed without knowing of each other: a list, and the values side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QWidget

from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import FieldKey
from capadesk.services.words import _
from capadesk.ui.bring_together.contradictions_presenter import ContradictionsPresenter, Read, key_of
from capadesk.ui.bring_together.together_section import SectionWords, TogetherSection
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.icons import set_icon

_OPENED = frozenset({"event", "person", "organisation", "action", "decision", "interaction"})


class ContradictionsSection(TogetherSection):
    """Joins the list and the panel."""

    counted = Signal(int)
    """How many are open."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.presenter = ContradictionsPresenter(desk)
        words = SectionWords(
            "contradictions",
            _("Contradictions"),
            _("Find in the contradictions"),
            _("Values side by side"),
            _("Choose a contradiction to see both sides"),
            _("Nothing is contradictory"),
            _("Where two desks change the same field without knowing of each other, both values stand here."),
            _("No contradiction fits"),
        )
        super().__init__(desk, self.presenter, words, ("merge", "check_circle"), parent)
        self._wanted: tuple[str, UUID] | None = None
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.settle_button = self.panel.add_button(_("&Settle"), self.settle, "check_circle", is_main=True)
        self.other_button = self.panel.add_button(_("Take the &other values"), self.settle_with_others)
        self.open_button = self.panel.add_button(_("&Open the record"), self._open, "open")
        self.history_button = self.panel.add_button(_("&What happened to it"), self._want_history, "history")
        self.settle_action = QAction(_("&Settle"), self)
        set_icon(self.settle_action, "check_circle")
        self.settle_action.triggered.connect(self.settle)
        self.list.addAction(self.settle_action)
        self.list.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_chosen())
        self.list.opened.connect(self.settle)
        self.panel.chosen.connect(self._take_choice)

    def choose_record(self, kind: str, record_id: UUID) -> None:
        """Choose the contradictions of one record, as soon as they are read."""
        self.field.clear_words()
        self._wanted = (kind, record_id)
        self._show_rows()

    # --- what can be done -------------------------------------------------------------------------

    def chosen(self) -> list[FieldKey]:
        """The contradictions that are selected, from the top."""
        return [row.key for row in self.list.selected_rows()]

    def settle(self) -> None:
        """Settle what is selected, as chosen, else on what holds; and all that was chosen in its record."""
        keys = self.chosen()
        if not keys:
            return
        records = {key[:2] for key in keys}
        also = [key for key in self.presenter.chosen if key[:2] in records and key not in keys]
        self._run([*keys, *also])

    def settle_with_others(self) -> None:
        """Settle what is selected on the values that lost."""
        if keys := self.chosen():
            self._run(keys, with_others=True)

    def _run(self, keys: list[FieldKey], *, with_others: bool = False) -> None:
        work = self.presenter.settle(keys, with_others=with_others)
        self.job_wanted.emit(_("Settling"), work, self.changed.emit)

    def _open(self) -> None:
        if keys := self.chosen():
            self.record_wanted.emit(keys[0][0], keys[0][1])

    def _want_history(self) -> None:
        if keys := self.chosen():
            self.history_wanted.emit(keys[0][0], keys[0][1])

    # --- within -----------------------------------------------------------------------------------

    def _take(self, read: Read) -> None:
        self.presenter.take(read)
        self.counted.emit(len(self.presenter.found))
        self._show_rows()

    def _show_rows(self) -> None:
        had_focus, position = self._has_list_focus(), self.list.currentIndex().row()
        rows = [self.presenter.row(each) for each in self.presenter.fitting()]
        if self._put_rows(rows):
            self._lists.setCurrentWidget(self.list)
            shown = rows[: self.model.rowCount()]
            self.list.show_position(self._wanted_position(shown, min(max(position, 0), len(shown) - 1)))
        else:
            self._lists.setCurrentWidget(self._nothing_found if self.presenter.found else self._empty)
        if had_focus:
            self.focus_list()
        self._show_chosen()

    def _wanted_position(self, rows: list[DayRow], position: int) -> int:
        """The first row of the record that was asked for, if there is one."""
        for place, row in enumerate(rows):
            if self._wanted is not None and row.key[:2] == self._wanted:
                self._wanted = None
                return place
        return position

    def _show_chosen(self) -> None:
        keys = self.chosen()
        self.settle_action.setEnabled(bool(keys) and not self._is_read_only)
        if not keys:
            self._right.setCurrentWidget(self._choose if self.model.rowCount() else self._blank)
            return
        is_one = len({key[:2] for key in keys}) == 1
        self.settle_button.setText(_("&Settle") if is_one else _("&Keep what holds in all"))
        self.settle_button.setEnabled(not self._is_read_only)
        self.other_button.setVisible(not is_one)
        self.other_button.setEnabled(not self._is_read_only)
        self.open_button.setVisible(is_one and keys[0][0] in _OPENED)
        self.history_button.setVisible(is_one)
        self.panel.show_comparison(self.presenter.comparison(keys))
        self._right.setCurrentWidget(self.panel)

    def _take_choice(self, key: Any, place: int) -> None:
        self.presenter.choose(key, place)
        position = self.model.position_of(key)
        if position is not None:
            found = next(each for each in self.presenter.found if key_of(each) == key)
            self.model.put(position, self.presenter.row(found))
