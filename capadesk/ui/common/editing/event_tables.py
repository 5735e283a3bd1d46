"""The tables of the event editor: who takes part, what was decided, and who does what until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtGui import QIcon, QPalette

from capadesk.domain.codes import CodeList
from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Decision, Participation
from capadesk.services.words import _
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.choice_field import ChoiceField
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.record_table import RecordTable
from capadesk.ui.common.fields.record_table_model import CellKind, TableColumn
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.common.look.icons import tinted_icon

_Role = QPalette.ColorRole


class PeopleTable(RecordTable):
    """Participations: people and organisations, found by typing."""

    def __init__(self, editor: RecordEditor, event_id: Callable[[], UUID]) -> None:
        directory = editor.directory

        def name(participation: Participation) -> str:
            if participation.person_id is not None:
                return directory.name("person", participation.person_id)
            return directory.name("organisation", participation.organisation_id)

        def icon(participation: Participation) -> QIcon:
            return tinted_icon("person" if participation.person_id else "organisation", _Role.Text)

        def is_person(participation: Participation) -> bool:
            return participation.person_id is not None

        def organisation(participation: Participation) -> str:
            shown = participation.organisation_id if is_person(participation) else None
            return directory.name("organisation", shown)

        def new(kind: str, record_id: UUID | None) -> Participation:
            is_organisation = kind == "organisation"
            person_id = None if is_organisation else record_id
            organisation_id = record_id if is_organisation else None
            if person_id is not None:
                organisation_id = directory.main_organisation(person_id)
            return Participation(
                id=Participation.derive_id(event_id(), person_id, organisation_id, "participant"),
                event_id=event_id(),
                person_id=person_id,
                organisation_id=organisation_id,
            )

        code = CellKind.CODE
        columns = (
            TableColumn("person_id", _("Name"), CellKind.COMPUTED, width=0, text=name, icon=icon),
            TableColumn(
                "organisation_id",
                _("For organisation"),
                CellKind.RECORD,
                "organisation",
                width=24,
                text=organisation,
                is_open=is_person,
            ),
            TableColumn("role", _("Role"), code, CodeList.PARTICIPATION_ROLE, width=13, is_optional=False),
            TableColumn(
                "status", _("Status"), code, CodeList.PARTICIPATION_STATUS, width=12, is_optional=False
            ),
            TableColumn("presence", _("Presence"), code, CodeList.PRESENCE, width=10),
            TableColumn("is_outsider", _("Outsider"), CellKind.FLAG, width=7),
        )
        super().__init__(
            *editor.table_parts(columns),
            new,
            _("Add a person or an organisation: type a name"),
            finder=(directory, ("person", "organisation")),
            detail=(("notes", _("N&otes"), LineField()),),
        )

    def set_value(self, value: tuple[Any, ...]) -> None:
        """Show participations; all names are read at once."""
        if self.finder is not None:
            self.finder.directory.know("person", (p.person_id for p in value))
        super().set_value(value)


class DecisionsTable(RecordTable):
    """Decisions, numbered as they are added."""

    def __init__(self, editor: RecordEditor, event_id: Callable[[], UUID]) -> None:
        columns = (
            TableColumn("number", _("No."), width=5),
            TableColumn("text", _("Decision"), width=0),
            TableColumn("decided_by", _("Decided by"), width=18),
            TableColumn("decided_on", _("Date"), CellKind.DATE, width=12),
            TableColumn(
                "status", _("Status"), CellKind.CODE, CodeList.DECISION_STATUS, width=12, is_optional=False
            ),
            TableColumn("agenda_item", _("Agenda item"), width=11),
        )

        def new(_kind: str, _record_id: UUID | None) -> Decision:
            return Decision(id=new_id(), event_id=event_id(), number=next_number(self.value()))

        super().__init__(*editor.table_parts(columns), new, _("Add decision"), wraps=True)


class ActionsTable(RecordTable):
    """Actions; what is overdue says so with a sign and a word."""

    def __init__(
        self,
        editor: RecordEditor,
        event_id: Callable[[], UUID],
        decisions: Callable[[], Sequence[tuple[UUID, str]]],
    ) -> None:
        localisation, today = editor.desk.localisation, editor.today

        def due(action: Action) -> str:
            if action.due is None:
                return ""
            day = localisation.date(action.due)
            return _("{day}, overdue").format(day=day) if action.is_overdue(today) else day

        def sign(action: Action) -> QIcon | None:
            return tinted_icon("warning", _Role.Text) if action.is_overdue(today) else None

        code = CellKind.CODE
        columns = (
            TableColumn("number", _("No."), width=5),
            TableColumn("text", _("Action"), width=0),
            TableColumn("owner_person_id", _("Owner"), CellKind.RECORD, "person", width=17),
            TableColumn("due", _("Due"), CellKind.DATE, width=21, text=due, icon=sign),
            TableColumn(
                "priority", _("Priority"), code, CodeList.ACTION_PRIORITY, width=9, is_optional=False
            ),
            TableColumn("status", _("Status"), code, CodeList.ACTION_STATUS, width=11, is_optional=False),
        )

        def new(_kind: str, _record_id: UUID | None) -> Action:
            return Action(id=new_id(), event_id=event_id(), number=next_number(self.value()))

        super().__init__(
            *editor.table_parts(columns),
            new,
            _("Add action"),
            detail=(
                ("owner_organisation_id", _("&Organisation"), RecordField(editor.directory, "organisation")),
                ("decision_id", _("&From decision"), ChoiceField(decisions)),
                ("source_item", _("A&genda item"), LineField()),
                ("done_on", _("&Done on"), OptionalDateField(today)),
                ("notes", _("&Notes"), TextField(least_lines=2)),
            ),
            wraps=True,
        )


def next_number(numbered: Sequence[Any]) -> str:
    """One more than the greatest number there is."""
    numbers = [item.number.strip().rstrip(".") for item in numbered]
    return str(max((int(n) for n in numbers if n.isdecimal() and len(n) < 10), default=0) + 1)
