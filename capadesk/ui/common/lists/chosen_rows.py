"""What can be done with the chosen rows of a list: change, copy, send, drag, delete; one cell in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import KindFamily
from capadesk.domain.errors import CapaDeskError
from capadesk.services.bulk_service import BulkResult, LeftRecord
from capadesk.services.selection import Selection
from capadesk.services.words import N_, _, ngettext
from capadesk.ui.common.lists.bulk_choices import BulkChoice, selected_text
from capadesk.ui.common.lists.bulk_words import counts_text, left_records_text, unchanged_text
from capadesk.ui.common.lists.inline_editor import InlineEditor
from capadesk.ui.common.lists.list_clipboard import ListClipboard
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_drag import ListDrag
from capadesk.ui.common.lists.selection_panel import SelectionPanel
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.message_bar import Answer, Question

if TYPE_CHECKING:
    from capadesk.ui.common.area_page import AreaPage

_SOON_MS = 30


class ChosenRows(QObject):
    """The chosen rows of one area."""

    def __init__(self, page: AreaPage) -> None:
        super().__init__(page)
        self._page = page
        self._presenter = page.presenter
        self._desk = page.presenter.desk
        self._kind = page.presenter.record_kind
        self._family = getattr(page.presenter, "family", None)
        self._panel: SelectionPanel | None = None
        self._has_ended = False
        own_zone = getattr(page.presenter, "own_zone", str)
        self.clipboard = ListClipboard(self._desk, page, self._columns, own_zone)
        self.drag = ListDrag(self._desk, page, page.list, self.clipboard)
        self.inline = InlineEditor(self._desk, self._kind, self._family, page.list)
        self.inline.chosen.connect(self._store_cell)
        page.list.drag_wanted.connect(lambda: self.drag.begin(self.selection(), self.title()))
        self._make_actions()

    def _make_actions(self) -> None:
        self.select_all_action = self._made(_("Select &all"), "", "Ctrl+A", self._page.list.selectAll)
        self.copy_action = self._made(_("&Copy as a table"), "copy", "Ctrl+C", self.copy)
        self.paste_action = self._made(_("&Paste rows…"), "paste", "Ctrl+V", self.paste)
        self.edit_action = self._made(_("Change in place"), "pencil", "F2", self.edit)
        self.export_action: QAction | None = None
        self.feed_action: QAction | None = None
        if self._kind in _EXPORTS:
            text, icon = _EXPORTS[self._kind]
            self.export_action = self._made(_(text), icon, "", self.export)
        if self._kind == "event":
            self.feed_action = self._made(_("Publish as a &feed…"), "send", "", self.publish)
        self._menus = [self._code_menu(choice) for choice in self.inline.choices]
        actions = [self.edit_action, *(menu.menuAction() for menu in self._menus), self._separator()]
        actions += [self.copy_action, self.paste_action, self.select_all_action]
        actions += [each for each in (self.export_action, self.feed_action) if each is not None]
        view = self._page.list
        view.insertActions(view.actions()[0], [*actions, self._separator()])
        # What takes away stands last.
        view.removeAction(self._page.actions_of_record.delete)
        view.addAction(self._page.actions_of_record.delete)

    def _separator(self) -> QAction:
        line = QAction(self._page)
        line.setSeparator(True)
        return line

    def _made(self, text: str, icon: str, keys: str, act: Any) -> QAction:
        action = QAction(text, self._page)
        if icon:
            set_icon(action, icon)
        if keys:
            action.setShortcut(QKeySequence(keys))
            # Only the list: the same keys in a field are about its text.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _columns(self) -> Sequence[ListColumn]:
        """The columns to copy: those that the user chose, else all that a wide list would show."""
        layout = self._page.list.columns.layout
        ordered = layout.in_order(self._page.model.columns)
        if layout.is_automatic:
            return [column for column in ordered if not column.by_choice]
        return [column for column in ordered if layout.shows(column, 0)]

    # --- which ------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many rows are chosen."""
        return self._page.list.selected_count()

    @property
    def is_many(self) -> bool:
        """Whether more than one row is chosen: then no single record is open."""
        return self.count > 1

    def selection(self) -> Selection:
        """The chosen rows as they are now."""
        kind = self._presenter.listing.kind
        return Selection(self._kind, kind, self._page.panel.selected_keys())

    def title(self) -> str:
        """How many there are of what: "23 events"; of one, its name."""
        keys = self._page.list.selected_positions()
        if len(keys) == 1:
            row = self._page.model.row_at(keys[0])
            return str(getattr(row, "title", "") or getattr(row, "name", "") or getattr(row, "text", ""))
        number = self._desk.localisation.number(len(keys))
        return selected_text(self._kind, self._family, len(keys), number)

    @property
    def view(self) -> SelectionPanel:
        """What stands beside the list while several rows are chosen; made when it is first asked for."""
        if self._panel is None:
            panel = self._panel = SelectionPanel(self._desk, self._kind, self._family, self._page)
            panel.apply_wanted.connect(self.change)
            panel.created.connect(self._page.changed)
            panel.creation_failed.connect(self._page.failed)
            panel.add_action(self.copy_action)
            if self.export_action is not None:
                panel.add_action(self.export_action)
            panel.add_action(self._page.actions_of_record.delete)
        return self._panel

    def wait(self) -> None:
        """End what its fields look for: before the store is closed."""
        self._has_ended = True
        if self._panel is not None:
            self._panel.wait()

    def show_count(self) -> None:
        """Say how many rows are chosen."""
        self.view.show_count(self.count)

    # --- changing ---------------------------------------------------------------------------------

    def change(self, values: Mapping[str, Any]) -> None:
        """Give all chosen records these values, as one change."""
        if not values or self._has_ended:
            return
        if self._page.panel.is_reading:  # what was just changed here itself is not shown yet
            QTimer.singleShot(_SOON_MS, self, partial(self.change, values))
            return
        selection, seen = self.selection(), self._page.panel.seen
        lists, bulk = self._desk.store.lists, self._desk.bulk

        def work(step: Any) -> BulkResult:
            return bulk.change(self._kind, selection.ids(lists), values, step, seen=seen)

        self._run(work, values)

    def _run(self, work: Callable[[Any], BulkResult], values: Mapping[str, Any]) -> None:
        self._page.job_wanted.emit(_("Changing the records"), work, partial(self.say_changed, values))

    def _change_these_too(self, left: Sequence[LeftRecord], values: Mapping[str, Any]) -> None:
        ids, bulk = [each.record_id for each in left], self._desk.bulk
        self._run(lambda step: bulk.change(self._kind, ids, values, step), values)

    def say_changed(self, values: Mapping[str, Any], result: BulkResult) -> None:
        """Say what became of a change; ask about records that others had changed meanwhile."""
        if self._panel is not None:
            self._panel.clear()
        if result.change_set:
            self._page.changed_so.emit(result.change_set, counts_text(self._desk, result))
        elif not result.left:
            self._page.told.emit(unchanged_text(result))
        if result.left:
            again = partial(self._change_these_too, result.left, values)
            answers = (
                Answer(_("&Change these too"), again),
                Answer(_("&Leave them as they are"), self._page.focus_list, is_main=True),
            )
            self._page.asked.emit(Question(left_records_text(self._desk, result), answers))

    def _store_cell(self, record_id: UUID, field: str, shown: Any, value: Any) -> None:
        self._page.leave_then(partial(self._store, record_id, field, shown, value))

    def _store(self, record_id: UUID, field: str, shown: Any, value: Any) -> None:
        values = {field: value}
        try:
            result = self._desk.bulk.change(self._kind, [record_id], values, shown={field: shown})
            if result.left or result.gone:
                self._page.saving.compare(record_id, values)
            else:
                self.say_changed(values, result)
        except CapaDeskError as error:
            self._page.failed.emit(error)

    def edit(self) -> None:
        """Change the current cell in place; with several rows chosen, go to what can be changed of all."""
        if self.is_many:
            self.view.focus_first()
            return
        index = self._page.list.currentIndex()
        if index.isValid() and not self.inline.start(index):
            self._page.list.opened.emit()

    def _code_menu(self, choice: BulkChoice) -> QMenu:
        menu = QMenu(choice.label, self._page)
        set_icon(menu.menuAction(), "pencil")
        menu.aboutToShow.connect(partial(self._fill, menu, choice))
        return menu

    def _fill(self, menu: QMenu, choice: BulkChoice) -> None:
        row = self._page.model.row_at(self._page.list.current_position())
        current = "" if self.is_many or row is None else getattr(row, choice.field)

        def act(code: str) -> None:
            if self.is_many:
                self.change({choice.field: code})
            elif row is not None and code != current:
                self._store_cell(row.id, choice.field, current, code)

        self.inline.fill_menu(menu, choice, current, act)

    # --- deleting ---------------------------------------------------------------------------------

    def delete(self) -> None:
        """Put all chosen records into the bin; asks first if something hangs on them."""
        selection = self.selection()
        lists, presenter = self._desk.store.lists, self._presenter

        def look(step: Any) -> tuple[list[UUID], str]:
            ids = selection.ids(lists, step)
            return ids, presenter.deletion_question(ids, step)

        self._page.job_wanted.emit(_("Looking at what would be deleted"), look, self._ask_and_delete)

    def _ask_and_delete(self, found: tuple[Sequence[UUID], str]) -> None:
        ids, question = found
        if not question:
            count = self._desk.localisation.number(len(ids))
            question = ngettext("Delete {count} record?", "Delete {count} records?", len(ids))
            question = question.format(count=count) + " " + _("Everything can be undone.")
        self._page.asked.emit(
            Question(
                question,
                (
                    Answer(_("&Delete"), lambda: self._delete(ids), is_main=True),
                    Answer(_("&Keep"), self._page.focus_list),
                ),
            )
        )

    def _delete(self, ids: Sequence[UUID]) -> None:
        def done(change_set: ChangeSet) -> None:
            self._page.changed.emit(change_set)
            self._page.focus_list()

        self._page.job_wanted.emit(_("Deleting"), lambda step: self._presenter.delete(ids, step), done)

    # --- out and in -------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, as a table."""
        self.clipboard.copy(self.selection())

    def paste(self) -> None:
        """Bring the rows on the clipboard in as new records, through the preview of an import."""
        is_meeting = self._family is KindFamily.MEETING
        self._page.paste_wanted.emit(KindFamily.MEETING if is_meeting else self._kind)

    def export(self) -> None:
        """Write the chosen records into a file."""
        selection = self.selection()
        if len(selection):
            self._page.export_wanted.emit(selection, self.title())

    def publish(self) -> None:
        """Begin a feed of the chosen events."""
        selection = self.selection()
        if len(selection):
            self._page.feed_wanted.emit(selection.list_kind, selection)


_EXPORTS = {
    "event": (N_("Save as a calendar file…"), "calendar"),
    "person": (N_("Save as a contact file (vCard)…"), "person"),
}
