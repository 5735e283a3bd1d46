"""The rows of the lists, of the search and of fields that choose a record."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.when import When


class EventRow(NamedTuple):
    """A row of the lists of events and meetings. `attended` counts named people plus head-counts.

    `tags` are names here and in the other rows, by their alphabet.
    """

    id: UUID
    title: str
    kind: str
    status: str
    when: When
    mode: str
    city: str
    country: str
    organisers: str
    attended: int
    actions_open: int
    tags: str = ""


class PersonRow(NamedTuple):
    """A row of the list of people; `organisation` and `position` are of the main affiliation."""

    id: UUID
    given_name: str
    family_name: str
    email: str
    phone: str
    organisation: str
    position: str
    city: str
    country: str
    events: int
    tags: str = ""

    @property
    def name(self) -> str:
        """Given and family name, else the e-mail address."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or self.email


class OrganisationRow(NamedTuple):
    """A row of the list of organisations."""

    id: UUID
    name: str
    short_name: str
    helix: str
    level: str
    city: str
    country: str
    people: int
    events: int
    tags: str = ""


class ActionRow(NamedTuple):
    """A row of the list of actions; `owner` is the person, else the organisation."""

    id: UUID
    number: str
    text: str
    owner: str
    due: date | None
    priority: str
    status: str
    event_id: UUID | None
    event_title: str


class DecisionRow(NamedTuple):
    """A row of the list of decisions."""

    id: UUID
    number: str
    text: str
    decided_by: str
    decided_on: date | None
    status: str
    event_id: UUID
    event_title: str


class SearchHit(NamedTuple):
    """A found record; `detail` says what it belongs to (place, organisation, event, ...).

    `when` is its date (of an action the due date), `code` its kind, helix, status, channel, group or country.
    """

    kind: str
    record_id: UUID
    title: str
    detail: str
    when: When = When()
    code: str = ""
    is_similar: bool = False
    """Found by words written nearly like those that were typed."""


class Choice(NamedTuple):
    """A record to choose in a field: its id and how it reads."""

    id: UUID
    name: str
    detail: str
