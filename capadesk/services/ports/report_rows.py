"""The rows of reports, the period that they cover and what its checks count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.when import When


class ReportPeriod(NamedTuple):
    """The days that a report covers, both inclusive; None is open."""

    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it covers everything, what has no date included."""
        return self.first_day is None and self.last_day is None


class EventReportRow(NamedTuple):
    """An event in a report. `attended` and the like count named people; `head_counts` the others."""

    id: UUID
    title: str
    kind: str
    status: str
    when: When
    mode: str
    venue: str
    city: str
    country: str
    languages: tuple[str, ...]
    project_role: str
    series: str
    website: str
    objectives: str
    description: str
    lessons: str
    organisers: tuple[str, ...]
    tags: tuple[str, ...]
    invited: int
    registered: int
    attended: int
    head_counts: Mapping[tuple[str, str], int]  # by (presence, group)
    organisations: int
    countries: int
    outsiders: int
    decisions: int
    actions_open: int


class ParticipationReportRow(NamedTuple):
    """Somebody at an event; `person` is "" where the organisation itself took part."""

    event_id: UUID
    event_title: str
    event_kind: str
    when: When
    person: str
    organisation: str
    helix: str
    level: str
    country: str
    role: str
    status: str
    presence: str
    is_outsider: bool


class PersonReportRow(NamedTuple):
    """A person in a report, with the main organisation; `events` and `attended` are of the period."""

    name: str
    organisation: str
    position: str
    helix: str
    level: str
    city: str
    country: str
    tags: tuple[str, ...]
    events: int
    attended: int


class OrganisationReportRow(NamedTuple):
    """An organisation in a report; `people` and `events` are of the period."""

    name: str
    short_name: str
    helix: str
    level: str
    flags: tuple[str, ...]
    legal_form: str
    city: str
    country: str
    website: str
    people: int
    events: int


class DecisionReportRow(NamedTuple):
    """A decision in a report."""

    number: str
    text: str
    decided_by: str
    decided_on: date | None
    status: str
    agenda_item: str
    event_title: str
    when: When
    actions: int
    actions_open: int


class ActionReportRow(NamedTuple):
    """An action in a report; `when` is unknown where it comes from no event."""

    number: str
    text: str
    owner: str
    owner_organisation: str
    due: date | None
    done_on: date | None
    priority: str
    status: str
    source_item: str
    notes: str
    event_title: str
    when: When
    decision: str


class ActivityCounts(NamedTuple):
    """Rows of each reading of the activity report, and what its checks found in the period."""

    events: int
    participations: int
    people: int
    organisations: int
    decisions: int
    actions: int
    undated_events: int  # left out for want of a date
    held_without_participants: int
    past_not_held: int  # over, but still planned or confirmed
    open_actions_without_owner: int
    open_actions_without_due: int
    overdue_actions: int
