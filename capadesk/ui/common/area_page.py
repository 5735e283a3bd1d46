"""The page of an area: its list on the left, the record in its editor on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.ports import ListQuery
from capadesk.services.words import _
from capadesk.ui.common.area_actions import AreaActions
from capadesk.ui.common.area_presenter import AreaPresenter
from capadesk.ui.common.editing.late_editor import LateEditor
from capadesk.ui.common.editing.leaving import leaving_question
from capadesk.ui.common.editing.open_record import OpenRecord
from capadesk.ui.common.editing.record_saving import RecordSaving
from capadesk.ui.common.lists.chosen_rows import ChosenRows
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_panel import ListPanel
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.side_by_side import SideBySide
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.window_page import WindowPage

if TYPE_CHECKING:
    from capadesk.services.ports import KeptDraft
    from capadesk.ui.common.editing.brought_back import BroughtBack


class AreaPage(WindowPage):
    """Joins list, filter and editor."""

    def __init__(
        self,
        presenter: AreaPresenter[Any],
        columns: Sequence[ListColumn],
        make_editor: Callable[[], QWidget],
        icon: str,
        parent: QWidget | None = None,
    ) -> None:
        """`make_editor` is asked when the editor is first wanted."""
        super().__init__(parent)
        self.presenter = presenter
        self._own_change: ChangeSet | None = None
        self.saving = RecordSaving(self)
        words = presenter.words
        self.panel = ListPanel(presenter, columns, icon, self)
        self.model, self.list, self.header = self.panel.model, self.panel.list, self.panel.header
        self.actions_of_record = AreaActions(self)
        self.chosen = ChosenRows(self)
        self._choose = EmptyState(icon, words.choose_title, "", self)
        self._arrange()
        tools = self.actions_of_record.above_editor
        self._late = LateEditor(make_editor, tools, self._detail_stack, self)
        self.record = OpenRecord(presenter, self._late, self._detail_stack)
        self._connect()
        self.record.close()

    def _arrange(self) -> None:
        self._detail_stack = QStackedWidget(self)
        self._blank = QWidget(self)
        self._detail_stack.addWidget(self._choose)
        self._detail_stack.addWidget(self._blank)
        self.splitter = SideBySide(self.panel, self._detail_stack, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _connect(self) -> None:
        self.panel.new_wanted.connect(self.start_new)
        self.panel.chosen.connect(self._choose_record)
        self.panel.opened.connect(self._focus_first_field)
        self.panel.import_wanted.connect(self.import_wanted)
        self.panel.sample_wanted.connect(self.sample_wanted)
        self.panel.counted.connect(self._take_note_of_rows)
        self.list.selection_counted.connect(self._take_note_of_chosen)
        self.panel.failed.connect(self.failed)
        kind = self.presenter.listing.kind
        self.header.filters.feed_wanted.connect(lambda chosen: self.feed_wanted.emit(kind, chosen))
        self._late.save_wanted.connect(self.save)
        self._late.revert_wanted.connect(self.revert)
        self._late.record_created.connect(self.changed)
        self.record.state_changed.connect(self.state_changed)
        self.record.marked.connect(self.panel.mark)
        self.record.closed.connect(self._show_no_record)
        self.record.failed.connect(self.failed)

    # --- what can be done -------------------------------------------------------------------------

    @property
    def as_area_page(self) -> AreaPage:
        """See WindowPage."""
        return self

    @property
    def shown_record(self) -> UUID | None:
        """The record in the editor."""
        return self.record.id

    @property
    def is_modified(self) -> bool:
        """Whether the editor holds what is not saved."""
        return self.record.is_modified

    @property
    def unsaved_name(self) -> str:
        """The record's name as it stands in the editor."""
        return self.record.name

    def selected_ids(self) -> list[UUID]:
        """The records that are chosen in the list, else the one in the editor."""
        ids = self.panel.selected_ids()
        if not ids and self.record.id is not None and not self.record.is_new:
            ids = [self.record.id]
        return ids

    def start_new(self) -> None:
        """Begin a new record."""
        self.leave_then(lambda: self.record.edit_new(self.presenter.new()))

    def start_with(self, make: Callable[[], Any]) -> None:
        """Begin a new record whose dossier is made by somebody else."""
        self.leave_then(lambda: self.record.guarded(lambda: self.record.edit_new(make())))

    def duplicate(self) -> None:
        """Begin a copy of the record that is shown."""
        record_id = self.record.id
        if record_id is not None and not self.record.is_new and self.presenter.can_duplicate:
            make = self.presenter.duplicate
            self.leave_then(lambda: self.record.guarded(lambda: self.record.edit_new(make(record_id))))

    def invite(self) -> None:
        """Ask who is invited to the event that is shown, as it is stored."""
        record_id = self.record.id
        if record_id is None or not self.presenter.can_invite:
            return
        if self.record.is_new:
            self.told.emit(_("Save the event first, then invite people to it."))
        else:
            self.leave_then(lambda: self.invite_wanted.emit(record_id))

    def save(self) -> bool:
        """Store what is in the editor; whether it is stored."""
        if self.record.id is None:
            return False
        editor = self.record.editor
        editor.finish_typing()
        return self.saving.save(self.record.base, editor.dossier())

    def take_stored(self, record_id: UUID, change_set: ChangeSet) -> None:
        """A dossier is stored: show it as it is now."""
        self.record.load(record_id)
        if change_set:
            self._own_change = change_set
            self.changed.emit(change_set)
        else:
            self.told.emit(_("Everything is saved already."))

    def revert(self) -> None:
        """Forget what was typed since the last save."""
        if self.record.id is None:
            return
        self.calmed.emit()
        self.record.revert()

    def show_history(self) -> None:
        """Show what happened to the record that is open."""
        if self.record.id is not None and not self.record.is_new:
            self.history_wanted.emit(self.presenter.record_kind, self.record.id)

    def delete(self) -> None:
        """Put the chosen records into the bin; asks first if something hangs on them."""
        if self.record.is_new and self.record.id is not None:
            self.revert()
            return
        if self.chosen.is_many:
            self.chosen.delete()
            return
        ids = self.selected_ids()
        if ids:
            self.record.guarded(lambda: self._ask_and_delete(ids))

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Go on at once, or ask first what becomes of changes that are not saved."""
        if not self.is_modified:
            go_on()
            return
        text = _("“{name}” has changes that are not saved.").format(name=self.unsaved_name)
        self.asked.emit(leaving_question(text, self.save, self.revert, self.focus_editor, go_on))

    def show_record(self, record_id: UUID) -> None:
        """Open a record, wherever the list stands."""
        self.leave_then(lambda: self.record.load(record_id))

    def bring_back_draft(self, draft: KeptDraft) -> BroughtBack | None:
        """See WindowPage."""
        return self.record.bring_back(draft)

    def keep_at_once(self) -> None:
        """See WindowPage."""
        self.record.keeper.keep_at_once()

    def focus_editor(self) -> None:
        """Go to what was typed, else to the first field of the record."""
        self.record.editor.focus_changed()

    def show_query(self, query: ListQuery) -> None:
        """Show the list narrowed as somebody else asks: by words, values, a period, an order."""
        self.panel.show_query(query)

    def focus_filter(self) -> None:
        """Go to the words to find."""
        self.panel.focus_filter()

    def shown(self) -> None:
        """See WindowPage."""
        if not self.panel.has_read:
            self.panel.reload()

    def focus_first(self) -> None:
        """See WindowPage."""
        self.focus_list()

    def focus_list(self) -> None:
        """Go to the list, or back to the new record that is being written."""
        if self.record.is_new:
            self.record.editor.focus_first()
        else:
            self.panel.focus_list()

    # --- what changed -----------------------------------------------------------------------------

    def refresh(self, change_set: ChangeSet) -> None:
        """Show what a change did, made here or elsewhere; what is being typed is left alone."""
        self.presenter.take_note(change_set)
        if self.presenter.listing.concerns(change_set):
            self.presenter.listing.forget()
            if self.panel.has_read:
                self.panel.reload()
        if self.record.id is not None:
            self.record.editor.hear(change_set)
        if self.record.id is None or self.record.is_new or self.record.editor.is_modified():
            return
        if change_set is self._own_change:
            self._own_change = None
            return
        if not self.presenter.is_touched(self.record.id, change_set):
            return
        if self.presenter.is_there(self.record.id):
            self.record.load(self.record.id)
        else:
            self.record.close()

    def wait(self) -> None:
        """Wait for what is being read: before the store is closed."""
        self.panel.wait()
        self.record.wait()
        self.chosen.wait()

    # --- remembering ------------------------------------------------------------------------------

    def remember(self, settings: QSettings) -> None:
        """Keep the order and the widths."""
        settings.beginGroup(self.presenter.listing.kind.value)
        self.splitter.remember(settings)
        self.panel.remember(settings)
        settings.endGroup()

    def recall(self, settings: QSettings) -> None:
        """Bring back the order and the widths; the list is read when it is first shown."""
        settings.beginGroup(self.presenter.listing.kind.value)
        self.splitter.recall(settings)
        self.panel.recall(settings)
        settings.endGroup()

    # --- within -----------------------------------------------------------------------------------

    def _focus_first_field(self) -> None:
        self.record.editor.focus_first()

    def _choose_record(self, record_id: UUID) -> None:
        if self.is_modified:
            # The view is still at work on the click: its selection goes back when it has finished.
            QTimer.singleShot(0, self, self.panel.show_mark)
        self.leave_then(lambda: self.record.load(record_id))

    def _take_note_of_rows(self) -> None:
        if self.record.id is None:
            self._show_no_record()
        self.state_changed.emit()

    def _take_note_of_chosen(self, count: int) -> None:
        if count > 1:
            if self.is_modified:
                QTimer.singleShot(0, self, self.panel.show_mark)
            self.leave_then(self._show_chosen)
        elif self.record.id is None:
            self._show_no_record()
            self.state_changed.emit()

    def _show_chosen(self) -> None:
        """Several rows are chosen: what can be done with all of them, never the editor of one."""
        if self.chosen.is_many:
            self.panel.forget_mark()
            self.record.let_go()
            self.state_changed.emit()

    def _show_no_record(self) -> None:
        if self.chosen.is_many:
            view = self.chosen.view
            if self._detail_stack.indexOf(view) < 0:
                self._detail_stack.addWidget(view)
            if self._detail_stack.currentWidget() is not view:
                view.clear()
            self.chosen.show_count()
            self._detail_stack.setCurrentWidget(view)
            return
        self._detail_stack.setCurrentWidget(self._blank if self.panel.is_empty else self._choose)

    def _ask_and_delete(self, ids: list[UUID]) -> None:
        question = self.presenter.deletion_question(ids)
        if not question:
            self._delete(ids)
            return
        self.asked.emit(
            Question(
                question,
                (
                    Answer(
                        _("&Delete"), lambda: self.record.guarded(lambda: self._delete(ids)), is_main=True
                    ),
                    Answer(_("&Keep"), self.focus_list),
                ),
            )
        )

    def _delete(self, ids: list[UUID]) -> None:
        following = self.panel.next_to(ids)
        change_set = self.presenter.delete(ids)
        if self.record.id in ids:
            self.record.close()
        self.changed.emit(change_set)
        if self.record.id is None and following is not None:
            self.record.load(following)
        self.focus_list()
