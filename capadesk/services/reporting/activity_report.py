"""The activity report: events, who took part, and what was decided and promised, in a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList, HeadCountGroup, Presence
from capadesk.domain.report import Column, ColumnKind, Provenance, Report, Table
from capadesk.services.ports import ActivityCounts, ReportPeriod, ReportSource
from capadesk.services.reporting.report_words import ReportWords
from capadesk.services.words import _, ngettext

ACTIVITY_REPORT = "activity"

Rows = Iterator[tuple[Any, ...]]


class ActivityReport:
    """Builds the report; its rows are read when a writer asks for them."""

    def __init__(self, source: ReportSource, words: ReportWords, period: ReportPeriod, today: date) -> None:
        self._source = source
        self._words = words
        self._period = period
        self._today = today

    def build(self, provenance: Provenance) -> Report:
        """The tables with their row counts, and what the checks found."""
        counts = self._source.activity_counts(self._period, self._today)
        tables = (
            self._events(counts.events),
            self._participation(counts.participations),
            self._people(counts.people),
            self._organisations(counts.organisations),
            self._decisions(counts.decisions),
            self._actions(counts.actions),
        )
        return Report(ACTIVITY_REPORT, _("Activity report"), provenance, tables, _notes(counts))

    # --- events -----------------------------------------------------------------------------------

    def _events(self, count: int) -> Table:
        columns = (
            Column("title", _("Title"), ColumnKind.LONG_TEXT),
            *_date_columns(),
            Column("kind", _("Kind"), ColumnKind.CODE),
            Column("status", _("Status"), ColumnKind.CODE),
            Column("mode", _("Format"), ColumnKind.CODE),
            Column("venue", _("Venue")),
            Column("city", _("City")),
            Column("country", _("Country"), ColumnKind.CODE),
            Column("languages", _("Languages"), ColumnKind.CODE),
            Column("organisers", _("Organisers"), ColumnKind.LONG_TEXT),
            Column("project_role", _("Our role"), ColumnKind.CODE),
            Column("series", _("Series")),
            Column("tags", _("Topics"), ColumnKind.LONG_TEXT),
            Column("people", _("People in all"), ColumnKind.INTEGER),
            Column("registered", _("Registered by name"), ColumnKind.INTEGER),
            Column("attended", _("Attended by name"), ColumnKind.INTEGER),
            Column("on_site", _("Without names, on site"), ColumnKind.INTEGER),
            Column("remote", _("Without names, remote"), ColumnKind.INTEGER),
            Column("women", _("Women"), ColumnKind.INTEGER),
            Column("men", _("Men"), ColumnKind.INTEGER),
            Column("non_binary", _("Non-binary"), ColumnKind.INTEGER),
            Column("not_stated", _("Not stated"), ColumnKind.INTEGER),
            Column("organisations", _("Organisations"), ColumnKind.INTEGER),
            Column("countries", _("Countries"), ColumnKind.INTEGER),
            Column("outsiders", _("Outsiders"), ColumnKind.INTEGER),
            Column("decisions", _("Decisions"), ColumnKind.INTEGER),
            Column("actions_open", _("Open actions"), ColumnKind.INTEGER),
            Column("website", _("Website"), ColumnKind.LINK),
            Column("objectives", _("Objectives"), ColumnKind.LONG_TEXT),
            Column("description", _("Description"), ColumnKind.LONG_TEXT),
            Column("lessons", _("Lessons"), ColumnKind.LONG_TEXT),
        )
        note = _(
            "People in all: who attended by name, and those counted without names. Women, men, non-binary "
            "and not stated are known only for those counted without names."
        )
        return Table("events", _("Events"), columns, self._event_rows, count, note)

    def _event_rows(self) -> Rows:
        words = self._words
        for row in self._source.event_rows(self._period):
            heads = row.head_counts
            of_group = {
                group: sum(count for (_presence, each), count in heads.items() if each == group)
                for group in HeadCountGroup
            }
            at = {
                presence: sum(count for (each, _group), count in heads.items() if each == presence)
                for presence in Presence
            }
            yield (
                row.title,
                *words.date_cells(row.when),
                words.label(CodeList.EVENT_KIND, row.kind),
                words.label(CodeList.EVENT_STATUS, row.status),
                words.label(CodeList.EVENT_MODE, row.mode),
                row.venue or None,
                row.city or None,
                words.label(CodeList.COUNTRY, row.country),
                words.labels(CodeList.LANGUAGE, row.languages),
                "; ".join(row.organisers) or None,
                words.label(CodeList.PROJECT_ROLE, row.project_role),
                row.series or None,
                "; ".join(row.tags) or None,
                row.attended + sum(heads.values()),
                row.registered,
                row.attended,
                at[Presence.ON_SITE],
                at[Presence.REMOTE],
                of_group[HeadCountGroup.WOMEN],
                of_group[HeadCountGroup.MEN],
                of_group[HeadCountGroup.NON_BINARY],
                of_group[HeadCountGroup.NOT_STATED],
                row.organisations,
                row.countries,
                row.outsiders,
                row.decisions,
                row.actions_open,
                row.website or None,
                row.objectives or None,
                row.description or None,
                row.lessons or None,
            )

    # --- who took part ------------------------------------------------------------------------------

    def _participation(self, count: int) -> Table:
        columns = (
            Column("event", _("Event")),
            *_date_columns(),
            Column("kind", _("Kind of event"), ColumnKind.CODE),
            Column("name", _("Name")),
            Column("organisation", _("Organisation")),
            Column("helix", _("Helix"), ColumnKind.CODE),
            Column("level", _("Level"), ColumnKind.CODE),
            Column("country", _("Country"), ColumnKind.CODE),
            Column("role", _("Role"), ColumnKind.CODE),
            Column("status", _("Status"), ColumnKind.CODE),
            Column("presence", _("Presence"), ColumnKind.CODE),
            Column("outsider", _("Outsider"), ColumnKind.CODE),
        )
        note = _("An organisation that took part as such, without a named person, stands under its own name.")
        return Table("participation", _("Participation"), columns, self._participation_rows, count, note)

    def _participation_rows(self) -> Rows:
        words = self._words
        for row in self._source.participation_rows(self._period):
            yield (
                row.event_title,
                *words.date_cells(row.when),
                words.label(CodeList.EVENT_KIND, row.event_kind),
                row.person or row.organisation,
                row.organisation or None,
                words.label(CodeList.HELIX, row.helix),
                words.label(CodeList.GOVERNANCE_LEVEL, row.level),
                words.label(CodeList.COUNTRY, row.country),
                words.label(CodeList.PARTICIPATION_ROLE, row.role),
                words.label(CodeList.PARTICIPATION_STATUS, row.status),
                words.label(CodeList.PRESENCE, row.presence),
                words.yes(row.is_outsider),
            )

    def _people(self, count: int) -> Table:
        columns = (
            Column("name", _("Name")),
            Column("organisation", _("Organisation")),
            Column("position", _("Position")),
            Column("helix", _("Helix"), ColumnKind.CODE),
            Column("level", _("Level"), ColumnKind.CODE),
            Column("city", _("City")),
            Column("country", _("Country"), ColumnKind.CODE),
            Column("tags", _("Topics"), ColumnKind.LONG_TEXT),
            Column("events", _("Events"), ColumnKind.INTEGER),
            Column("attended", _("Attended"), ColumnKind.INTEGER),
        )
        return Table("people", _("People"), columns, self._person_rows, count, self._people_note())

    def _person_rows(self) -> Rows:
        words = self._words
        for row in self._source.person_rows(self._period):
            yield (
                row.name,
                row.organisation or None,
                row.position or None,
                words.label(CodeList.HELIX, row.helix),
                words.label(CodeList.GOVERNANCE_LEVEL, row.level),
                row.city or None,
                words.label(CodeList.COUNTRY, row.country),
                "; ".join(row.tags) or None,
                row.events,
                row.attended,
            )

    def _organisations(self, count: int) -> Table:
        columns = (
            Column("name", _("Name")),
            Column("short_name", _("Short name")),
            Column("helix", _("Helix"), ColumnKind.CODE),
            Column("level", _("Level"), ColumnKind.CODE),
            Column("flags", _("Also"), ColumnKind.CODE),
            Column("legal_form", _("Legal form")),
            Column("city", _("City")),
            Column("country", _("Country"), ColumnKind.CODE),
            Column("people", _("People"), ColumnKind.INTEGER),
            Column("events", _("Events"), ColumnKind.INTEGER),
            Column("website", _("Website"), ColumnKind.LINK),
        )
        return Table(
            "organisations", _("Organisations"), columns, self._organisation_rows, count, self._people_note()
        )

    def _organisation_rows(self) -> Rows:
        words = self._words
        for row in self._source.organisation_rows(self._period):
            yield (
                row.name,
                row.short_name or None,
                words.label(CodeList.HELIX, row.helix),
                words.label(CodeList.GOVERNANCE_LEVEL, row.level),
                words.labels(CodeList.ORGANISATION_FLAG, row.flags),
                row.legal_form or None,
                row.city or None,
                words.label(CodeList.COUNTRY, row.country),
                row.people,
                row.events,
                row.website or None,
            )

    def _people_note(self) -> str:
        if self._period.is_open:
            return ""
        return _("Those who took part in, or were invited to, an event of the period.")

    # --- what came of it ----------------------------------------------------------------------------

    def _decisions(self, count: int) -> Table:
        columns = (
            Column("number", _("Number")),
            Column("text", _("Decision"), ColumnKind.LONG_TEXT),
            Column("decided_on", _("Decided on"), ColumnKind.DATE),
            Column("decided_by", _("Decided by")),
            Column("status", _("Status"), ColumnKind.CODE),
            Column("agenda_item", _("Agenda item")),
            Column("event", _("Event")),
            Column("event_date", _("Date of the event")),
            Column("actions", _("Actions"), ColumnKind.INTEGER),
            Column("actions_open", _("Open actions"), ColumnKind.INTEGER),
        )
        return Table("decisions", _("Decisions"), columns, self._decision_rows, count)

    def _decision_rows(self) -> Rows:
        words = self._words
        for row in self._source.decision_rows(self._period):
            yield (
                row.number or None,
                row.text,
                row.decided_on,
                row.decided_by or None,
                words.label(CodeList.DECISION_STATUS, row.status),
                row.agenda_item or None,
                row.event_title or None,
                words.date_cells(row.when)[0],
                row.actions,
                row.actions_open,
            )

    def _actions(self, count: int) -> Table:
        overdue = frozenset({_("Overdue")})
        columns = (
            Column("number", _("Number")),
            Column("text", _("Action"), ColumnKind.LONG_TEXT),
            Column("owner", _("Owner")),
            Column("owner_organisation", _("Organisation")),
            Column("due", _("Due"), ColumnKind.DATE),
            Column("overdue", _("Overdue"), ColumnKind.CODE, overdue),
            Column("days_late", _("Days late"), ColumnKind.INTEGER),
            Column("priority", _("Priority"), ColumnKind.CODE),
            Column("status", _("Status"), ColumnKind.CODE),
            Column("done_on", _("Done on"), ColumnKind.DATE),
            Column("event", _("Event")),
            Column("event_date", _("Date of the event")),
            Column("decision", _("Decision")),
            Column("source_item", _("Agenda item")),
            Column("notes", _("Notes"), ColumnKind.LONG_TEXT),
        )
        return Table("actions", _("Actions"), columns, self._action_rows, count)

    def _action_rows(self) -> Rows:
        words = self._words
        for row in self._source.action_rows(self._period):
            days_late = None
            if row.due is not None and row.due < self._today and row.status in OPEN_ACTION_STATUSES:
                days_late = (self._today - row.due).days
            yield (
                row.number or None,
                row.text,
                row.owner or None,
                row.owner_organisation or None,
                row.due,
                _("Overdue") if days_late else None,
                days_late,
                words.label(CodeList.ACTION_PRIORITY, row.priority),
                words.label(CodeList.ACTION_STATUS, row.status),
                row.done_on,
                row.event_title or None,
                words.date_cells(row.when)[0],
                row.decision or None,
                row.source_item or None,
                row.notes or None,
            )


def _date_columns() -> tuple[Column, ...]:
    """A date as it is known: in words, its first and last day to sort and count by, and how exact it is."""
    return (
        Column("when", _("When")),
        Column("first_day", _("First day"), ColumnKind.DATE),
        Column("last_day", _("Last day"), ColumnKind.DATE),
        Column("precision", _("Known to the"), ColumnKind.CODE),
    )


def _notes(counts: ActivityCounts) -> tuple[str, ...]:
    """What to look at before the report is sent; nothing where all is well."""
    found = (
        (
            counts.undated_events,
            ngettext(
                "{count} event has no date yet, so it is in no period and is left out.",
                "{count} events have no date yet, so they are in no period and are left out.",
                counts.undated_events,
            ),
        ),
        (
            counts.past_not_held,
            ngettext(
                "{count} event is over, but its status still says that it is to come.",
                "{count} events are over, but their status still says that they are to come.",
                counts.past_not_held,
            ),
        ),
        (
            counts.held_without_participants,
            ngettext(
                "{count} event was held, but nobody is recorded as there, by name or by number.",
                "{count} events were held, but nobody is recorded as there, by name or by number.",
                counts.held_without_participants,
            ),
        ),
        (
            counts.overdue_actions,
            ngettext("{count} action is overdue.", "{count} actions are overdue.", counts.overdue_actions),
        ),
        (
            counts.open_actions_without_owner,
            ngettext(
                "{count} open action has no owner.",
                "{count} open actions have no owner.",
                counts.open_actions_without_owner,
            ),
        ),
        (
            counts.open_actions_without_due,
            ngettext(
                "{count} open action has no due date.",
                "{count} open actions have no due date.",
                counts.open_actions_without_due,
            ),
        ),
    )
    return tuple(text.format(count=count) for count, text in found if count)
