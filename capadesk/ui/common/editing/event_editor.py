"""The editor of an event or meeting with all that belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.domain.codes import CodeList, EventStatus
from capadesk.domain.records import Action, Decision
from capadesk.services.event_service import EventDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.date_clash_watch import DateClashWatch
from capadesk.ui.common.editing.event_tables import ActionsTable, DecisionsTable, PeopleTable
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.head_counts_field import HeadCountsField
from capadesk.ui.common.fields.language_field import LanguagesField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.recurrence_field import RecurrenceField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.common.fields.when_field import WhenField

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.calendars.date_clash import Plan
    from capadesk.services.desk import Desk

_IN_THE_WAY = frozenset({"accepted_clash", "city", "event", "participation"})
_NOT_THERE = ("excused", "absent")


class EventEditor(RecordEditor):
    """An event in pages: overview, people, texts, decisions, actions."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._dossier: EventDossier | None = None
        self._add_overview()
        self._add_people()
        self._add_texts()
        self._add_decisions()
        self._add_actions()
        self.edited.connect(self.date_clashes.follow)

    def wait(self) -> None:
        """See RecordEditor."""
        super().wait()
        self.date_clashes.wait()

    def hear(self, change_set: ChangeSet) -> None:
        """See RecordEditor."""
        if self._dossier is not None and not _IN_THE_WAY.isdisjoint(change_set.kinds()):
            self.date_clashes.look_again()

    def set_dossier(self, dossier: EventDossier) -> None:
        """Show an event with all that belongs to it."""
        self._dossier = dossier
        self.head_counts.set_event(dossier.event.id)
        event = dossier.event
        values = {name: getattr(event, name) for name in self.fields if hasattr(event, name)}
        self.load(
            values
            | {
                "participations": dossier.participations,
                "head_counts": dossier.head_counts,
                "decisions": dossier.decisions,
                "actions": dossier.actions,
                "tag_ids": dossier.tag_ids,
            }
        )
        self.date_clashes.begin()

    def dossier(self) -> EventDossier:
        """A copy with what the user changed."""
        assert self._dossier is not None, "set_dossier comes first"
        return replace(
            self._dossier,
            event=self.changed_copy(self._dossier.event),
            participations=self.current("participations"),
            head_counts=self.current("head_counts"),
            decisions=self.current("decisions"),
            actions=self._actions(),
            tag_ids=self.current("tag_ids"),
        )

    def _add_overview(self) -> None:
        desk, directory, book = self.desk, self.directory, self.desk.code_book
        page = self.add_page(_("Overview"))
        self.add(page, "title", _("&Title"), LineField())
        self.add(page, "kind", _("&Kind"), CodeField(book, CodeList.EVENT_KIND, optional=False))
        self.add(page, "status", _("&Status"), CodeField(book, CodeList.EVENT_STATUS, optional=False))
        self.add(page, "when", _("&When"), WhenField(desk.localisation, self.today, self.zone))
        when = self.fields["when"]
        self.recurrence = RecurrenceField(desk.localisation, self.today, when.value, self._exceptions)
        when.changed.connect(self.recurrence.follow_when)
        self.date_clashes = DateClashWatch(desk, self._plan, lambda: self.zone, self)
        self.date_clashes.changed.connect(self.record_created)
        self.date_clashes.failed.connect(self.creation_failed)
        page.frames["when"].add_note(self.date_clashes.note)
        self.add(page, "recurrence", _("&Recurrence"), self.recurrence)
        self.add(page, "mode", _("&Mode"), CodeField(book, CodeList.EVENT_MODE))
        self.add(page, "venue", _("Ven&ue"), LineField())
        self.add(page, "city_id", _("&City"), RecordField(directory, "city"))
        self.add(page, "country", _("C&ountry"), CountryField(desk.localisation))
        self.add(page, "online_link", _("Online &link"), LinkField())
        self.add(page, "website", _("We&bsite"), LinkField())
        self.add(page, "languages", _("Lan&guages"), LanguagesField(desk.localisation))
        self.add(page, "project_role", _("Pro&ject’s role"), CodeField(book, CodeList.PROJECT_ROLE))
        self.add(page, "project_id", _("&Project"), RecordField(directory, "project", creates=False))
        self.add(page, "series_id", _("Ser&ies"), RecordField(directory, "series"))
        self.add(page, "tag_ids", _("T&ags"), TagsField(directory))
        self.add(page, "visibility", _("Visibilit&y"), CodeField(book, CodeList.VISIBILITY, optional=False))
        page.finish()

    def _plan(self) -> Plan | None:
        """The event as it is being planned, for what may stand in its way."""
        from capadesk.services.calendars.date_clash import Plan

        if self._dossier is None:
            return None
        current = self.current
        people = (each.person_id for each in current("participations") if each.status not in _NOT_THERE)
        return Plan(
            self._dossier.event.id,
            current("when"),
            current("recurrence"),
            self._dossier.event.exceptions,
            current("venue"),
            current("city_id"),
            current("country"),
            frozenset(person for person in people if person is not None),
            current("status") in (EventStatus.CANCELLED, EventStatus.POSTPONED),
            current("title"),
        )

    def _exceptions(self) -> tuple[str, ...]:
        return self._dossier.event.exceptions if self._dossier is not None else ()

    def _add_people(self) -> None:
        page = self.add_page(_("People"))
        self.people_table = PeopleTable(self, self._event_id)
        self.add_wide(page, "participations", _("&Named people and organisations"), self.people_table, 1)
        self.head_counts = HeadCountsField(self.desk.code_book, self.desk.localisation)
        self.add_wide(page, "head_counts", _("&Counted without names"), self.head_counts)

    def _add_texts(self) -> None:
        page = self.add_page(_("Agenda and minutes"))
        for name, label in (
            ("objectives", _("&Objectives")),
            ("description", _("&Description")),
            ("agenda", _("&Agenda")),
            ("minutes", _("&Minutes")),
        ):
            self.add(page, name, label, TextField())
        minutes_status = CodeField(self.desk.code_book, CodeList.MINUTES_STATUS)
        self.add(page, "minutes_status", _("Minutes &status"), minutes_status)
        self.add(page, "lessons", _("&Lessons learnt"), TextField())
        self.add(page, "notes", _("&Notes"), TextField())
        page.finish()

    def _add_decisions(self) -> None:
        page = self.add_page(_("Decisions"))
        self.decisions_table = DecisionsTable(self, self._event_id)
        self.add_wide(page, "decisions", _("What was &decided"), self.decisions_table, 1)

    def _add_actions(self) -> None:
        page = self.add_page(_("Actions"))
        self.actions_table = ActionsTable(self, self._event_id, self._decision_choices)
        self.add_wide(page, "actions", _("Who does &what until when"), self.actions_table, 1)

    def _event_id(self) -> UUID:
        assert self._dossier is not None, "set_dossier comes first"
        return self._dossier.event.id

    def _decision_choices(self) -> list[tuple[UUID, str]]:
        decisions: tuple[Decision, ...] = self.decisions_table.value()
        return [
            (d.id, " ".join(part for part in (d.number, d.text.split("\n")[0]) if part)) for d in decisions
        ]

    def _actions(self) -> tuple[Action, ...]:
        """The actions; one that came from a decision taken out here is no longer tied to it."""
        assert self._dossier is not None
        actions: tuple[Action, ...] = self.current("actions")
        left = {decision.id for decision in self.decisions_table.value()}
        gone = {decision.id for decision in self._dossier.decisions} - left
        return tuple(replace(a, decision_id=None) if a.decision_id in gone else a for a in actions)
