"""The editor of one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capadesk.domain.codes import CodeList
from capadesk.services.action_service import ActionDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.choice_field import ChoiceField
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.linked_field import LinkedField
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.text_field import TextField

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


class ActionEditor(RecordEditor):
    """Who does what until when, and what it came from."""

    record_wanted = Signal(str, object)
    """Show the action's event or decision: its kind and its id."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._dossier: ActionDossier | None = None
        self.tabs.setTabBarAutoHide(True)
        directory, book = self.directory, desk.code_book
        self.event_field = LinkedField(RecordField(directory, "event", creates=False), "event")
        self.decision_field = LinkedField(ChoiceField(self._decisions), "decision")
        page = self.add_page(_("Action"))
        self.add(page, "text", _("&What to do"), TextField(least_lines=2))
        self.add(page, "owner_person_id", _("&Person"), RecordField(directory, "person"))
        self.add(page, "owner_organisation_id", _("&Organisation"), RecordField(directory, "organisation"))
        self.add(page, "due", _("&Due"), OptionalDateField(self.today))
        self.add(page, "priority", _("P&riority"), CodeField(book, CodeList.ACTION_PRIORITY, optional=False))
        self.add(page, "status", _("Stat&us"), CodeField(book, CodeList.ACTION_STATUS, optional=False))
        self.add(page, "done_on", _("Do&ne on"), OptionalDateField(self.today))
        self.add(page, "event_id", _("Even&t"), self.event_field)
        self.add(page, "decision_id", _("De&cision"), self.decision_field)
        self.add(page, "source_item", _("A&genda item"), LineField())
        self.add(page, "number", _("Nu&mber"), LineField())
        self.add(page, "notes", _("Note&s"), TextField())
        page.finish()
        self.event_field.changed.connect(self._follow_event)
        self.event_field.open_wanted.connect(self.record_wanted)
        self.decision_field.open_wanted.connect(self.record_wanted)

    def set_dossier(self, dossier: ActionDossier) -> None:
        """Show an action."""
        self._dossier = dossier
        self.load({name: getattr(dossier.action, name) for name in self.fields})

    def dossier(self) -> ActionDossier:
        """A copy with what the user changed."""
        assert self._dossier is not None, "set_dossier comes first"
        return replace(self._dossier, action=self.changed_copy(self._dossier.action))

    def _decisions(self) -> Sequence[tuple[UUID, str]]:
        event_id: UUID | None = self.event_field.value()
        return [
            (d.id, " ".join(part for part in (d.number, d.text.split("\n")[0]) if part))
            for d in self.desk.actions.decisions_of(event_id)
        ]

    def _follow_event(self) -> None:
        """Offer the decisions of the event that was chosen; one of another event is let go."""
        chosen: UUID | None = self.decision_field.value()
        is_left = any(decision_id == chosen for decision_id, _words in self._decisions())
        self.decision_field.set_value(chosen if is_left else None)
        if chosen is not None and not is_left:
            self.decision_field.changed.emit()
