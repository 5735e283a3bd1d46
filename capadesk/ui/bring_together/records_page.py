"""The files that were chosen, what the current one would bring, and one record of it field by field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.merging.merge_preview import RecordPreview
from capadesk.services.merging.merge_report import outcome_text
from capadesk.services.merging.package_service import MergeOutcome
from capadesk.services.words import _
from capadesk.ui.bring_together.files_presenter import CONTRADICTORY, FilesPresenter, RecordFilter
from capadesk.ui.bring_together.passphrase_panel import PassphrasePanel
from capadesk.ui.common.editing.comparison import Comparison
from capadesk.ui.common.editing.comparison_panel import ComparisonPanel
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_list_page import DayListPage
from capadesk.ui.common.lists.day_list_view import DayListView
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.lists.record_cell_delegate import row_height
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import SMALL

_LIST_WIDTH = 480
_ROWS_AT_ONCE = 300
_MOST_FILES_SEEN = 4

Found = list[tuple[int, RecordPreview]]


class RecordsPage(DayListPage):
    """Two lists on the left, the chosen record on the right."""

    unlocked = Signal(int, str)
    """The passphrase of a file was given: its number."""
    removed = Signal(int)
    """A file is to be left out: its number."""
    chosen = Signal()
    """A value of a field that contradicts was chosen."""

    def __init__(self, presenter: FilesPresenter, parent: QWidget | None = None) -> None:
        name = _("What would come")
        super().__init__(presenter.desk, "merge-files", name, name, _("Find in what comes"), parent)
        self.presenter = presenter
        self._waiting: Found = []
        self.title_label.hide()
        self.files_model = DayListModel(str, self)
        self.files = DayListView(self.files_model, _("Files"), self)
        self.remove_action = QAction(_("&Leave this file out"), self)
        set_icon(self.remove_action, "close")
        self.remove_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.remove_action.triggered.connect(self._remove)
        self.files.addAction(self.remove_action)
        self.outcome = QComboBox(self)
        self.outcome.setAccessibleName(_("What would happen"))
        self.outcome.addItem(_("Everything"), "")
        self.outcome.addItem(_("Contradictory"), CONTRADICTORY)
        for outcome in MergeOutcome:
            self.outcome.addItem(outcome_text(outcome), outcome.value)
        self.panel = ComparisonPanel(_("What would change"), self)
        self.passphrase = PassphrasePanel(self)
        self._choose = EmptyState("merge", _("Choose a record to see what would change"), "", self)
        self._state = EmptyState("info", "", "", self)
        self._nothing = QWidget(self)
        self._nothing_found = EmptyState("search", _("No record fits"), "", self)
        self._nothing_found.add_button(_("Show everything"), self.show_all)
        find = QHBoxLayout()
        find.setSpacing(SMALL)
        find.addWidget(self.field, 1)
        find.addWidget(self.outcome)
        self._lay_out(
            (find,),
            (self._nothing, self._nothing_found),
            (self._choose, self.panel, self.passphrase, self._state),
            _LIST_WIDTH,
            above=self.files,
        )
        self._found = self._answer("records")
        self._detail = self._answer("record")
        self._connect()

    def _connect(self) -> None:
        self.files.chosen.connect(lambda _number: self._show_file())
        self.field.words_changed.connect(lambda _text: self._find())
        self.outcome.activated.connect(lambda _row: self._find())
        self.model.more_wanted.connect(self._show_more)
        self.list.chosen.connect(self._show_record)
        self.panel.chosen.connect(self._take_choice)
        self.passphrase.given.connect(lambda text: self.unlocked.emit(self.file_number, text))
        self._found.loaded.connect(self._show_found)
        self._detail.loaded.connect(self._show_detail)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def file_number(self) -> int:
        """The number of the file that is chosen."""
        return max(self.files.currentIndex().row(), 0)

    def show_files(self) -> None:
        """Show the files anew, and what the current one would bring."""
        number = min(self.file_number, len(self.presenter.files) - 1)
        rows = [self.presenter.file_row(each) for each in range(len(self.presenter.files))]
        self.files.blockSignals(True)
        self.files_model.set_rows(rows, has_more=False)
        if rows:
            self.files.show_position(number)
        self.files.blockSignals(False)
        seen = min(len(rows), _MOST_FILES_SEEN)
        self.files.setFixedHeight(seen * row_height(self.files.font()) + 2)
        self._show_file()

    def show_all(self) -> None:
        """Take back the filter."""
        self.outcome.setCurrentIndex(0)
        self.field.clear_words()

    def focus_first(self) -> None:
        """See WindowPage."""
        if self._right.currentWidget() is self.passphrase:
            self.passphrase.field.setFocus()
        elif self.model.rowCount():
            self.focus_list()
        else:
            self.files.setFocus()

    def _concerns(self, change_set: ChangeSet) -> bool:
        return False

    def _show_file(self) -> None:
        number = self.file_number
        seen = self.presenter.seen(number)
        state = self.presenter.state(number) if number < len(self.presenter.files) else None
        if seen is not None and seen.needs_passphrase:
            self.passphrase.ask_for(seen.file.path.name, is_wrong=seen.error is not None)
            self._show_side(self.passphrase)
        elif state is not None:
            self._state.set_words(state.title, state.text)
            self._show_side(self._state)
        else:
            self._right.setCurrentWidget(self._choose)
            self._find()

    def _show_side(self, side: QWidget) -> None:
        self._found.drop()
        self._detail.drop()
        self._waiting = []
        self.model.set_rows([], has_more=False)
        self._lists.setCurrentWidget(self._nothing)
        self._right.setCurrentWidget(side)

    # --- the records ------------------------------------------------------------------------------

    def _find(self) -> None:
        wanted = RecordFilter(self.file_number, self.field.text(), str(self.outcome.currentData()))
        self._found.ask(self.presenter.fitting(wanted))

    def _show_found(self, found: Found) -> None:
        had_focus = self._has_list_focus()
        kept = self.list.currentIndex().row()
        self._waiting = found
        rows = self._next_rows()
        self.list.blockSignals(True)
        self.model.set_rows(rows, has_more=bool(self._waiting))
        self.list.blockSignals(False)
        self._lists.setCurrentWidget(self.list if rows else self._nothing_found)
        if rows:
            self.list.show_position(min(max(kept, 0), len(rows) - 1))
            if had_focus:
                self.list.setFocus()
        else:
            self._right.setCurrentWidget(self._choose)

    def _show_more(self) -> None:
        self.model.append(self._next_rows(), has_more=bool(self._waiting))

    def _next_rows(self) -> list[DayRow]:
        found, self._waiting = self._waiting[:_ROWS_AT_ONCE], self._waiting[_ROWS_AT_ONCE:]
        file = self.file_number
        return [self.presenter.record_row(file, number, record) for number, record in found]

    def _show_record(self, key: tuple[int, int] | None) -> None:
        if key is None:
            self._detail.drop()
            return
        self._detail.ask(self.presenter.comparison(*key))

    def _show_detail(self, comparison: Comparison) -> None:
        self.panel.show_comparison(comparison)
        self._right.setCurrentWidget(self.panel)

    def _take_choice(self, key: tuple[str, object, str], place: int) -> None:
        self.presenter.choose(key, place)  # type: ignore[arg-type]
        self.chosen.emit()

    def _remove(self) -> None:
        if self.presenter.files:
            self.removed.emit(self.file_number)
