"""Shows the bin: deleted records by days on the left, what would come back on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.change_set import DELETED_FIELD, ChangeSet
from capadesk.services.desk import Desk
from capadesk.services.ports import BinEntry
from capadesk.services.words import _
from capadesk.ui.bin.bin_presenter import Along, BinPresenter
from capadesk.ui.common.lists.day_list_page import DayListPage
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE

_LIST_WIDTH = 520
_ROWS_AT_ONCE = 500


class BinPage(DayListPage):
    """Joins the list of deleted records and what is chosen in it."""

    def __init__(self, desk: Desk, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, "bin", _("Bin"), _("Deleted records"), _("Find in the bin"), parent)
        self.presenter = BinPresenter(desk)
        self._waiting: list[BinEntry] = []
        self._entries = self._answer("bin")
        self._along = self._answer("restore")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.restore_action = QAction(_("&Restore"), self)
        set_icon(self.restore_action, "revert")
        self.restore_action.triggered.connect(self.restore)
        self.history_action = QAction(_("&History"), self)
        set_icon(self.history_action, "history")
        self.history_action.triggered.connect(self._want_history)
        self.list.addActions([self.restore_action, self.history_action])
        self._choose = EmptyState(icon, _("Choose what to bring back"), "", self)
        self._empty = EmptyState(
            icon,
            _("The bin is empty"),
            _("What is deleted lies here until it is restored. It is never emptied by itself."),
            self,
        )
        self._nothing_found = EmptyState("search", _("Nothing in the bin fits"), "", self)
        self._nothing_found.add_button(_("Show everything"), self.field.clear_words)
        self._detail = self._made_detail()
        sides = (self._choose, self._detail)
        self._lay_out((self.field,), (self._empty, self._nothing_found), sides, _LIST_WIDTH)
        self._connect()

    def _made_detail(self) -> QWidget:
        detail = QWidget(self)
        self.title = QLabel(detail)
        self.title.setFont(title_font(self.font()))
        self.about = QLabel(detail)
        self.about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.along = QLabel(detail)
        for label in (self.title, self.about, self.along):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.restore_button = QPushButton(_("Restore"), detail)
        self.restore_button.setProperty(PRIMARY, True)
        self.restore_button.setToolTip(_("Restore (Enter)"))
        set_icon(self.restore_button, "revert", QPalette.ColorRole.HighlightedText)
        self.restore_button.clicked.connect(self.restore)
        self.history_button = QPushButton(_("What happened to it"), detail)
        set_icon(self.history_button, "history")
        self.history_button.clicked.connect(self._want_history)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.restore_button)
        buttons.addWidget(self.history_button)
        buttons.addStretch(1)
        column = QVBoxLayout(detail)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(SMALL)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addSpacing(SMALL)
        column.addWidget(self.along)
        column.addSpacing(LARGE)
        column.addLayout(buttons)
        column.addStretch(1)
        return detail

    def _connect(self) -> None:
        self.field.words_changed.connect(self._find)
        self.model.more_wanted.connect(self._show_more)
        self.list.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_chosen())
        self.list.opened.connect(self.restore)
        self._entries.loaded.connect(self._take)
        self._along.loaded.connect(self._show_along)

    # --- what can be done -------------------------------------------------------------------------

    def chosen(self) -> list[BinEntry]:
        """The records that are selected, from the top."""
        return [row.key for row in self.list.selected_rows()]

    def restore(self) -> None:
        """Bring back what is selected, and what went along with it, as one change."""
        entries = self.chosen()
        if entries:
            self._along.drop()
            self.job_wanted.emit(_("Restoring"), self.presenter.restore(entries), self.changed.emit)

    def _want_history(self) -> None:
        entries = self.chosen()
        if len(entries) == 1:
            self.history_wanted.emit(entries[0].kind, entries[0].record_id)

    # --- within -----------------------------------------------------------------------------------

    def _concerns(self, change_set: ChangeSet) -> bool:
        return bool(change_set.created_counts) or any(
            DELETED_FIELD in change.fields for change in change_set.changes
        )

    def _reload(self) -> None:
        super()._reload()
        self._entries.ask(self.presenter.question())

    def _find(self, text: str) -> None:
        self.presenter.text = text
        self._show_rows()

    def _take(self, entries: list[BinEntry]) -> None:
        self.presenter.take(entries)
        self._show_rows()

    def _show_rows(self) -> None:
        self._waiting = self.presenter.fitting()
        rows = self._next_rows()
        had_focus, position = self.list.hasFocus(), self.list.currentIndex().row()
        self.model.set_rows(rows, has_more=bool(self._waiting))
        if rows:
            self._lists.setCurrentWidget(self.list)
        else:
            self._lists.setCurrentWidget(self._nothing_found if self.presenter.entries else self._empty)
        if rows and position >= 0:
            self.list.show_position(min(position, len(rows) - 1))
        if had_focus:
            self.focus_list()
        self._show_chosen()

    def _show_more(self) -> None:
        rows = self._next_rows()
        self.model.append(rows, has_more=bool(self._waiting))

    def _next_rows(self) -> list[DayRow]:
        entries, self._waiting = self._waiting[:_ROWS_AT_ONCE], self._waiting[_ROWS_AT_ONCE:]
        return [self.presenter.row(entry) for entry in entries]

    def _show_chosen(self) -> None:
        entries = self.chosen()
        self.restore_action.setEnabled(bool(entries))
        self.history_action.setEnabled(len(entries) == 1)
        if not entries:
            self._along.drop()
            self._right.setCurrentWidget(self._choose if self.model.rowCount() else self._blank)
            return
        self.title.setText(leading(self.presenter.title(entries)))
        self.about.setText(leading(self.presenter.about(entries)))
        self.along.setText("")
        self.history_button.setVisible(len(entries) == 1)
        self._right.setCurrentWidget(self._detail)
        self._along.ask(self.presenter.along(entries))

    def _show_along(self, answer: Along) -> None:
        entries, preview = answer
        if preview is not None and list(entries) == self.chosen():
            self.along.setText(leading(self.presenter.along_text(preview)))
