"""The tables of the editors of people and organisations: who belongs where, and what was said."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from capadesk.domain.codes import CodeList
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, Interaction
from capadesk.domain.when import When
from capadesk.services.words import _
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.record_table import RecordTable
from capadesk.ui.common.fields.record_table_model import CellKind, TableColumn
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.common.fields.when_field import WhenField


class AffiliationsTable(RecordTable):
    """The organisations of a person (`other` "organisation") or the people of an organisation ("person")."""

    def __init__(self, editor: RecordEditor, other: str, owner_id: Callable[[], UUID]) -> None:
        is_of_person = other == "organisation"
        heading = _("Organisation") if is_of_person else _("Person")
        columns = (
            TableColumn(f"{other}_id", heading, CellKind.RECORD, other, width=28),
            TableColumn("role", _("Position"), width=0),
            TableColumn("start", _("From"), CellKind.DATE, width=13),
            TableColumn("end", _("Until"), CellKind.DATE, width=13),
            TableColumn("is_main", _("Main"), CellKind.FLAG, width=6, is_exclusive=is_of_person),
        )

        def new(_kind: str, record_id: UUID | None) -> Affiliation:
            assert record_id is not None
            ends = (owner_id(), record_id) if is_of_person else (record_id, owner_id())
            return Affiliation(
                id=Affiliation.derive_id(*ends, ""),
                person_id=ends[0],
                organisation_id=ends[1],
                is_main=is_of_person and not self.value(),
            )

        words = _("Add an organisation: type its name") if is_of_person else _("Add a person: type a name")
        super().__init__(*editor.table_parts(columns), new, words, finder=(editor.directory, (other,)))


class InteractionsTable(RecordTable):
    """Calls, e-mails, talks: listed by day, written beneath. `other` is who else took part."""

    def __init__(self, editor: RecordEditor, other: str, owner_id: Callable[[], UUID]) -> None:
        localisation = editor.desk.localisation
        heading = _("Organisation") if other == "organisation" else _("Person")

        def when(interaction: Interaction) -> str:
            return localisation.when(interaction.when, own_zone=editor.zone)

        columns = (
            TableColumn("when", _("When"), CellKind.COMPUTED, width=24, text=when),
            TableColumn("channel", _("Channel"), CellKind.CODE, CodeList.INTERACTION_CHANNEL, width=15),
            TableColumn("subject", _("Subject"), width=0),
            TableColumn(f"{other}_id", heading, CellKind.RECORD, other, width=22),
        )

        def new(_kind: str, _record_id: UUID | None) -> Interaction:
            return Interaction(
                id=new_id(),
                when=When.days(editor.today),
                person_id=owner_id() if other == "organisation" else None,
                organisation_id=owner_id() if other == "person" else None,
            )

        detail: tuple[tuple[str, str, Field], ...] = (
            ("when", _("&When"), WhenField(localisation, editor.today, editor.zone)),
            ("channel", _("&Channel"), CodeField(editor.desk.code_book, CodeList.INTERACTION_CHANNEL)),
            ("subject", _("&Subject"), LineField()),
            (f"{other}_id", f"&{heading}", RecordField(editor.directory, other)),
            ("event_id", _("&At event"), RecordField(editor.directory, "event", creates=False)),
            ("summary", _("S&ummary"), TextField()),
            ("follow_up", _("&Next step"), TextField(least_lines=2)),
        )
        super().__init__(*editor.table_parts(columns), new, _("Add interaction"), detail=detail)
