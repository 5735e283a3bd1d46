"""The record that stands in an area's editor: which it is, whether it is new, what was typed into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.ui.common.detail_panel import DetailPanel, DossierEditor
from capadesk.ui.common.editing.draft_keeper import DraftKeeper
from capadesk.ui.common.editing.late_editor import LateEditor

if TYPE_CHECKING:
    from capadesk.services.ports import KeptDraft
    from capadesk.ui.common.area_presenter import AreaPresenter
    from capadesk.ui.common.editing.brought_back import BroughtBack


class OpenRecord(QObject):
    """Loads, begins and closes records in the editor, and keeps drafts of what is typed."""

    state_changed = Signal()
    """Another record, or the same one changed."""
    marked = Signal(object)
    """The id of the record that the list shall mark, None for none."""
    closed = Signal()
    """No record is open any more."""
    failed = Signal(object)

    def __init__(self, presenter: AreaPresenter[Any], late: LateEditor, stack: QStackedWidget) -> None:
        """`stack` is where the editor stands."""
        super().__init__(stack)
        self._presenter = presenter
        self._late = late
        self._stack = stack
        self.id: UUID | None = None
        self.is_new = False
        self._before: UUID | None = None
        self._is_brought_back = False
        area = presenter.listing.kind.value
        self.keeper = DraftKeeper(presenter.desk.drafts, area, self._as_typed, self)
        self.keeper.failed.connect(self.failed)
        late.modified_changed.connect(self.show_state)
        late.typed.connect(self.show_state)
        late.typed.connect(self.keeper.touch)
        late.creation_failed.connect(self.failed)

    @property
    def editor(self) -> DossierEditor:
        """The editor itself."""
        return self._late.editor

    @property
    def detail(self) -> DetailPanel:
        """The editor with what stands above it."""
        return self._late.detail

    @property
    def is_modified(self) -> bool:
        """Whether the editor holds what is not saved."""
        return self.id is not None and self.editor.is_modified()

    @property
    def name(self) -> str:
        """The record's name as it stands in the editor."""
        return self._presenter.title_of(self.editor.dossier())

    @property
    def base(self) -> Any:
        """The dossier that the editor's began from, None for a new one."""
        return None if self.is_new else self.keeper.base

    def prepare(self) -> None:
        """Make the editor and fill its fields once: the first record shows sooner."""
        if self.id is None:
            self.editor.set_dossier(self._presenter.new())

    def load(self, record_id: UUID) -> None:
        """Show a record as it is stored; tells that it failed, and shows none, if it cannot be read."""
        try:
            dossier = self._presenter.open(record_id)
        except CapaDeskError as error:
            self.close()
            self.failed.emit(error)
            return
        self.id, self.is_new = record_id, False
        self.editor.set_dossier(dossier)
        self._begin(dossier)
        self._stack.setCurrentWidget(self.detail)
        self.marked.emit(record_id)
        self.show_state()

    def edit_new(self, dossier: Any) -> None:
        """Begin a record that is not stored yet."""
        self._before = self._before if self.is_new else self.id
        self.id, self.is_new = self._presenter.record_of(dossier).id, True
        self.marked.emit(None)
        self.editor.set_dossier(dossier)
        self._begin(dossier)
        self._stack.setCurrentWidget(self.detail)
        self.show_state()
        self.editor.focus_first()

    def revert(self) -> None:
        """Forget what was typed since the last save; of a new record, all of it."""
        if self.id is None:
            return
        if not self.is_new:
            self.load(self.id)
        elif self._before is not None and self._presenter.is_there(self._before):
            self.load(self._before)
        else:
            self.close()

    def close(self) -> None:
        """Show no record."""
        self.keeper.end()
        self.let_go()
        self.marked.emit(None)
        self.state_changed.emit()

    def let_go(self) -> None:
        """Show no record, while the list stays as it is."""
        self.id, self.is_new = None, False
        self.closed.emit()

    def show_beside_list(self, widget: QWidget) -> None:
        """Show something in the place of the editor, until a record is opened or `show_typed`."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def show_typed(self) -> None:
        """Back to the editor, and in it to what was typed."""
        self._stack.setCurrentWidget(self.detail)
        self.editor.focus_changed()

    def show_problems(self, problems: Sequence[dict[str, str]]) -> None:
        """Show the editor, and what is wrong in it."""
        self._stack.setCurrentWidget(self.detail)
        self.editor.show_problems(problems)

    def show_rebased(self, base: Any, edited: Any) -> None:
        """Show what was typed over what is stored now."""
        self.editor.bring_back(base, edited)
        self._begin(base, is_kept=True)
        self.keeper.touch()
        self.show_state()

    def bring_back(self, draft: KeptDraft) -> BroughtBack | None:
        """See WindowPage.bring_back_draft."""
        from capadesk.ui.common.editing.brought_back import Fate, bring_back

        found = bring_back(self._presenter, draft)
        if found is not None and found.fate is not Fate.UNREADABLE:
            self._show_brought_back(found)
        return found

    def _show_brought_back(self, found: BroughtBack) -> None:
        record = self._presenter.record_of(found.edited)
        self.id, self.is_new = record.id, found.is_new
        self.editor.bring_back(found.base, found.edited)
        self._begin(found.base, is_kept=True)
        self._is_brought_back = True
        self.marked.emit(None if found.is_new else record.id)
        self._stack.setCurrentWidget(self.detail)
        self.show_state()

    def wait(self) -> None:
        """Wait for what is being read and kept."""
        self.keeper.wait()
        if self._late.is_made:
            self.editor.wait()

    def show_state(self) -> None:
        """Say above the editor which record it is, and what is not saved."""
        if self.id is None:
            return
        self.detail.show_state(
            self.name,
            is_new=self.is_new,
            is_modified=self.editor.is_modified(),
            is_brought_back=self._is_brought_back,
        )
        self.state_changed.emit()

    def guarded(self, act: Callable[[], None]) -> None:
        """Do something; tell what it refuses."""
        try:
            act()
        except CapaDeskError as error:
            self.failed.emit(error)

    def _as_typed(self) -> Any:
        return self.editor.dossier_as_typed()

    def _begin(self, base: Any, *, is_kept: bool = False) -> None:
        self._is_brought_back = False
        self.keeper.begin(self._presenter.record_of(base), base, is_new=self.is_new, is_kept=is_kept)
