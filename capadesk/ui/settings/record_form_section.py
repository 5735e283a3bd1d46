"""A section about one record: what is typed is kept, and saved over what others have stored meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import Record
from capadesk.services.ports import KeptDraft
from capadesk.services.words import _
from capadesk.ui.common.editing.brought_back import BroughtBack, Fate, bring_back
from capadesk.ui.common.editing.draft_keeper import DraftKeeper
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.wording.sentences import field_text
from capadesk.ui.settings.form_section import FormSection
from capadesk.ui.settings.settings_section import SettingsContext

DRAFT_AREA = "settings"


class RecordFormSection(FormSection):
    """The fields of a record of one kind; the section has the name of that kind."""

    record_type: type[Record]

    def __init__(
        self, context: SettingsContext, title: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, text, parent)
        self._desk = context.desk
        self._store = context.desk.store
        self._record: Any = None
        self._is_stored = False
        self._mark = 0
        self.keeper = DraftKeeper(self._desk.drafts, DRAFT_AREA, self._as_typed, self)
        self.keeper.failed.connect(self.failed)

    def add_field(self, name: str, label: str, field: Field, hint: str = "") -> None:
        """See FormSection."""
        super().add_field(name, label, field, hint)
        field.changed.connect(self.keeper.touch)

    # --- for the sections -------------------------------------------------------------------------

    def read_record(self) -> Any:
        """The record to be shown; the one that is shown already, unless the section knows better."""
        return self._record

    def write_record(self, record: Any, changed: dict[str, Any], *, is_new: bool) -> ChangeSet | None:
        """Store `record` with the changed fields; None if it was so already. CapaDeskError."""
        raise NotImplementedError

    # --- what a draft asks ------------------------------------------------------------------------

    def open(self, record_id: UUID) -> Any:
        """The stored record; RecordNotFound."""
        return self._store.get(self.record_type, record_id)

    def new(self) -> Any:
        """An empty record, not stored yet."""
        raise NotImplementedError

    def title_of(self, record: Any) -> str:
        """How the record is called."""
        return str(record.name) or self._title

    # --- the form ---------------------------------------------------------------------------------

    def stored(self) -> dict[str, Any]:
        """See FormSection."""
        return {name: getattr(self._record, name) for name in self.fields}

    def load(self) -> None:
        """See FormSection."""
        self._load(self.read_record())

    def _load(self, record: Any) -> None:
        self._record = record
        self._is_stored = self._present() is not None
        super().load()
        self.keeper.begin(record, record, is_new=not self._is_stored)

    def _present(self) -> Any:
        return next(iter(self._store.select(self.record_type, id=self._record.id)), None)

    def _changed_values(self) -> dict[str, Any]:
        return {name: value for name, value in self.values().items() if value != self._loaded[name]}

    def _as_typed(self) -> Any:
        return replace(self._record, **self._changed_values())

    # --- saving -----------------------------------------------------------------------------------

    def save(self) -> bool:
        """See FormSection; asks first where somebody else has changed the same field, or deleted it."""
        if not self.is_modified:
            return super().save()
        self._mark = self._store.latest_change()
        present = self._present()
        if present is None and self._is_stored:
            self._ask_to_bring_back()
            return False
        clashes = self._clashes(present) if present is not None else []
        if clashes:
            self._ask_whose(present, clashes)
            return False
        if present is not None and present != self._record:
            self._put_over(present)
        return super().save()

    def store(self, values: dict[str, Any]) -> None:
        """See FormSection: one change of what was typed, which can be undone."""
        changed = self._changed_values()
        with self._store.expecting(self._mark):
            change_set = self.write_record(self._record, changed, is_new=not self._is_stored)
        self._record = replace(self._record, **changed)
        if change_set is not None:
            self.changed.emit(change_set)

    def _clashes(self, present: Any) -> list[str]:
        return [
            name
            for name, value in self._changed_values().items()
            if getattr(present, name) not in (value, getattr(self._record, name))
        ]

    def _put_over(self, present: Any, theirs: Collection[str] = ()) -> None:
        """Show what is stored now, with what was typed over it but for the fields of `theirs`."""
        typed = {name: value for name, value in self._changed_values().items() if name not in theirs}
        self._load(present)
        self._type(typed)

    def _type(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            self.fields[name].set_value(value)
        self._show_state()
        self.keeper.touch()

    def _ask_whose(self, present: Any, clashes: list[str]) -> None:
        text = _("Somebody else has changed the same of “{name}” meanwhile: {fields}. Nothing is saved yet.")
        fields = ", ".join(field_text(name) for name in clashes)

        def save_mine() -> None:
            self._put_over(present)
            self.save()

        answers = (
            Answer(_("&Save mine"), save_mine),
            Answer(_("Take &theirs"), lambda: self._put_over(present, clashes)),
            Answer(_("&Keep editing"), self.focus_first, is_main=True),
        )
        self.asked.emit(Question(text.format(name=self.title_of(present), fields=fields), answers))

    def _ask_to_bring_back(self) -> None:
        text = _("“{name}” was deleted meanwhile. What you typed is not saved yet.")

        def bring_it_back() -> None:
            self._is_stored = False
            self.save()

        answers = (
            Answer(_("&Save and bring it back"), bring_it_back, is_main=True),
            Answer(_("&Keep editing"), self.focus_first),
        )
        self.asked.emit(Question(text.format(name=self.title_of(self._record)), answers))

    # --- after a crash ----------------------------------------------------------------------------

    def bring_back_draft(self, draft: KeptDraft) -> BroughtBack | None:
        """See WindowPage."""
        found = bring_back(self, draft)
        if found is not None and found.fate is not Fate.UNREADABLE:
            self.show_brought_back(found)
        return found

    def show_brought_back(self, found: BroughtBack) -> None:
        """Show what was typed, as if it had just been typed."""
        self._record = found.base
        self._is_stored = not found.is_new
        FormSection.load(self)
        self.keeper.begin(found.base, found.base, is_new=found.is_new, is_kept=True)
        typed = {name: getattr(found.edited, name) for name in self.fields}
        self._type({name: value for name, value in typed.items() if value != getattr(found.base, name)})

    # --- what the page asks -----------------------------------------------------------------------

    def keep_at_once(self) -> None:
        """See WindowPage."""
        self.keeper.keep_at_once()

    def wait(self) -> None:
        """See WindowPage."""
        self.keeper.wait()
