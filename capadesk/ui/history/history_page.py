"""Shows the history: changes by days on the left, what the chosen one did on the right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from capadesk.domain.errors import UserError
from capadesk.domain.stamp import Stamp
from capadesk.services.desk import Desk
from capadesk.services.ports import HistoryEntry, UndoPreview, Whose
from capadesk.services.words import _
from capadesk.ui.common.fields.chip import Chip
from capadesk.ui.common.lists.day_list_page import DayListPage
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import SMALL
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.history.change_panel import ChangePanel
from capadesk.ui.history.change_reading import ChangePage
from capadesk.ui.history.history_presenter import PAGE, HistoryPresenter, ObstacleText

_LIST_WIDTH = 460
_KEPT_AT_MOST = 10 * PAGE


class HistoryPage(DayListPage):
    """Joins the list of changes and the chosen one."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, "history", _("History"), _("Changes"), _("Find in the history"), parent)
        self.presenter = HistoryPresenter(desk)
        self._chosen: Stamp | None = None
        self._is_adding = False
        self._asked_for = 0
        self._rows = self._answer("history")
        self._details = self._answer("change")
        self._ahead = self._answer("undo")
        self.whose = QComboBox(self)
        self.whose.setAccessibleName(_("Whose changes"))
        for whose, words in (
            (Whose.ALL, _("Everybody’s")),
            (Whose.MINE, _("Mine")),
            (Whose.OTHERS, _("Others’")),
        ):
            self.whose.addItem(words, whose)
        self.record_chip = Chip("", self)
        self.record_chip.setToolTip(_("Show the changes of all records"))
        self._open = self._answer("contradictions")
        self.settle_button = QPushButton(self)
        set_icon(self.settle_button, "warning")
        self.settle_button.clicked.connect(self._want_contradictions)
        self.panel = ChangePanel(self.presenter, self)
        self.take_back_action = QAction(self)
        self.take_back_action.triggered.connect(self.take_back)
        self.list.addAction(self.take_back_action)
        self._choose = EmptyState(icon, _("Choose a change to see what it did"), "", self)
        self._empty = EmptyState(
            icon,
            _("Nothing has happened yet"),
            _("Whatever is recorded, changed, imported or deleted stands here, and can be undone."),
            self,
        )
        self._nothing_found = EmptyState("search", _("No change fits"), "", self)
        self._nothing_found.add_button(_("Show all changes"), self.show_all)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        find = QHBoxLayout()
        find.setSpacing(SMALL)
        find.addWidget(self.field, 1)
        find.addWidget(self.whose)
        chips = QHBoxLayout()
        chips.addWidget(self.record_chip)
        chips.addStretch(1)
        chips.addWidget(self.settle_button)
        self.record_chip.hide()
        self.settle_button.hide()
        sides = (self._choose, self.panel)
        self._lay_out((find, chips), (self._empty, self._nothing_found), sides, _LIST_WIDTH)

    def _connect(self) -> None:
        self.field.words_changed.connect(self._find)
        self.whose.currentIndexChanged.connect(lambda _index: self._choose_whose())
        self.record_chip.clicked.connect(self.show_all_records)
        self.model.more_wanted.connect(self._read_more)
        self.list.chosen.connect(self._show_change)
        self.list.opened.connect(lambda: self.panel.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self._rows.loaded.connect(self._show_rows)
        self._details.loaded.connect(self._show_page)
        self._ahead.loaded.connect(self._looked_ahead)
        self._open.loaded.connect(self._show_contradictions)
        self._ahead.failed.connect(lambda _error: self.panel.take_back.setEnabled(True))
        self.panel.take_back_wanted.connect(self.take_back)
        self.panel.page_wanted.connect(self._read_page)
        self.panel.record_wanted.connect(self.record_wanted)
        self.panel.history_wanted.connect(self.show_record_history)
        self.panel.change_wanted.connect(self.show_change)

    # --- what is asked of the page ----------------------------------------------------------------

    @property
    def chosen(self) -> Stamp | None:
        """The change that is shown."""
        return self._chosen

    def show_record_history(self, kind: str, record_id: UUID) -> None:
        """Show what happened to one record."""
        self.field.clear_words()
        self.whose.setCurrentIndex(0)
        self.presenter.choose_record(kind, record_id)
        self.record_chip.setText(_("Only {name}").format(name=self.presenter.record_name))
        self.record_chip.show()
        self._chosen = None
        self._reload()

    def show_all_records(self) -> None:
        """Show what happened to any record."""
        self.presenter.all_records()
        self.record_chip.hide()
        self._reload()
        self.focus_list()

    def show_all(self) -> None:
        """Take back every filter."""
        self.presenter.all_records()
        self.record_chip.hide()
        self.field.clear_words()
        self.whose.setCurrentIndex(0)
        self._reload()

    def show_change(self, stamp: Stamp) -> None:
        """Show one change, whether the list has read it or not."""
        position = self.model.position_of(stamp)
        if position is not None:
            self.list.show_position(position)
        else:
            self._show_change(stamp)

    def take_back(self) -> None:
        """Undo the change that is shown, or do it again; asks first if something would stay as it is."""
        if self.panel.page is not None:
            self.panel.take_back.setEnabled(False)
            self._ahead.ask(self.presenter.look_ahead(self.panel.page.entry))

    def _show_contradictions(self, count: int) -> None:
        self.settle_button.setText(self.presenter.contradictions_text(count))
        self.settle_button.setVisible(count > 0)

    def _want_contradictions(self) -> None:
        record = self.presenter.wanted.record
        if record is not None:
            self.contradictions_wanted.emit(*record)

    # --- the list ---------------------------------------------------------------------------------

    def _reload(self) -> None:
        super()._reload()
        self._is_adding = False
        self._asked_for = min(max(PAGE, self.model.rowCount()), _KEPT_AT_MOST)
        self._rows.ask(self.presenter.question(None, self._asked_for))
        self._open.ask(self.presenter.contradictions())

    def _read_more(self) -> None:
        last = self.model.row_at(self.model.rowCount() - 1)
        self._is_adding = True
        self._asked_for = PAGE
        self._rows.ask(self.presenter.question(last.key if last is not None else None))

    def _show_rows(self, entries: list[HistoryEntry]) -> None:
        rows = [self.presenter.row(entry) for entry in entries]
        has_more = len(entries) == self._asked_for
        if self._is_adding:
            self.model.append(rows, has_more=has_more)
            return
        bar = self.list.verticalScrollBar()
        stood, had_focus, chosen = bar.value(), self.list.hasFocus(), self._chosen
        self.list.blockSignals(True)  # the reset takes away the current row, which nobody chose
        self.model.set_rows(rows, has_more=has_more)
        self.list.blockSignals(False)
        if rows:
            self._lists.setCurrentWidget(self.list)
        else:
            self._lists.setCurrentWidget(self._nothing_found if self.presenter.is_filtered else self._empty)
        position = self.model.position_of(chosen) if chosen is not None else None
        if position is None and rows:
            position = 0
        if position is None:
            self._show_nothing()
            return
        self._chosen = None
        self.list.show_position(position)
        bar.setValue(stood)
        if had_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, text: str) -> None:
        self.presenter.find(text)
        self._start_anew()

    def _choose_whose(self) -> None:
        self.presenter.choose_whose(Whose(self.whose.currentData()))
        self._start_anew()

    def _start_anew(self) -> None:
        self._is_adding = False
        self._asked_for = PAGE
        self._rows.ask(self.presenter.question(None))

    # --- the chosen change ------------------------------------------------------------------------

    def _show_change(self, stamp: Any) -> None:
        self._chosen = stamp
        if stamp is None:
            self._show_nothing()
        else:
            self._read_page(0)

    def _show_nothing(self) -> None:
        self._chosen = None
        self._details.drop()
        self._right.setCurrentWidget(self._choose if self.model.rowCount() else self._blank)

    def _read_page(self, offset: int) -> None:
        if self._chosen is not None:
            self._details.ask(self.presenter.details(self._chosen, max(offset, 0)))

    def _show_page(self, page: ChangePage | None) -> None:
        if page is None:
            self._show_nothing()
            return
        self.panel.show_page(page)
        self.take_back_action.setText(self.panel.take_back.text())
        set_icon(self.take_back_action, "redo" if page.entry.is_undone else "undo")
        self._right.setCurrentWidget(self.panel)

    # --- undo -------------------------------------------------------------------------------------

    def _looked_ahead(self, answer: tuple[UndoPreview, list[ObstacleText]]) -> None:
        preview, obstacles = answer
        self.panel.take_back.setEnabled(True)
        page = self.panel.page
        if page is None or self.presenter.target(page.entry) != preview.entry.stamp:
            return
        stamp = preview.entry.stamp
        if not preview.obstacle_count:
            if preview.record_count:
                self.undo_wanted.emit(stamp)
            else:
                self.told.emit(_("There is nothing left to undo in this change."))
            return
        self.panel.show_obstacles(obstacles)
        stays = self.presenter.stays_text(preview, obstacles)
        if not preview.record_count:
            self.failed.emit(UserError("undo_blocked", what=stays))
            return
        self.asked.emit(
            Question(
                _("Later changes are in the way: {what}. Undo the rest?").format(what=stays),
                (
                    Answer(_("&Undo the rest"), lambda: self.undo_wanted.emit(stamp), is_main=True),
                    Answer(_("&Leave it"), self.focus_list),
                ),
            )
        )
