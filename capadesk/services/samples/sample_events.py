"""The sample's invented events and meetings, with everything that belongs to them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from capadesk.domain.codes import (
    EventMode,
    EventStatus,
    ParticipationRole,
    ParticipationStatus,
    Presence,
)
from capadesk.domain.folding import fold
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Decision,
    Event,
    HeadCount,
    Interaction,
    Organisation,
    Participation,
    Tagging,
)
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.samples.sample_calendar import SampleCalendar
from capadesk.services.samples.sample_directory import SampleDirectory, sample_id

_HELD = (EventStatus.HELD, EventStatus.REPORTED)
_SETTLED_ROLES = frozenset(set(ParticipationRole) - {ParticipationRole.PARTICIPANT})
_REMOTE_SHARE = 0.35


class SampleEvents:
    """Reads the events, actions and interactions of sample.json into records."""

    def __init__(
        self, sample: Mapping[str, Any], directory: SampleDirectory, calendar: SampleCalendar
    ) -> None:
        self._sample = sample
        self._directory = directory
        self._calendar = calendar
        self._hub = directory.organisations["pnc"]

    def records(self) -> Iterator[Record]:
        """Each event followed by its parts; then the actions and interactions that stand alone."""
        for described in self._sample["events"]:
            event = self._event(described)
            yield event
            yield from self._participations(described, event)
            yield from head_counts(event.id, described)
            yield from taggings(self._directory, event.id, described.get("tags", ()))
            yield from self._results(described, event)
        for number, described in enumerate(self._sample["actions"], 1):
            yield self._action(described, f"alone:{number}", "")
        for number, described in enumerate(self._sample["interactions"], 1):
            yield self._interaction(described, number)

    def _event(self, described: Mapping[str, Any]) -> Event:
        directory = self._directory
        city = directory.city(described["city"]) if "city" in described else None
        country = described.get("country") or (city.country if city else "IT")
        when = self._calendar.when(described, self._sample["zones"].get(country, "Europe/Rome"))
        event_id = sample_id("event", described["key"])
        notes = (self._sample["invented_note"], described.get("notes_extra", ""))
        series = described.get("series")
        return Event(
            id=event_id,
            uid=uid_for(event_id),
            title=described["title"],
            kind=described["kind"],
            status=described.get("status") or self._calendar.status(when),
            when=when,
            mode=described["mode"],
            venue=described.get("venue", ""),
            city_id=city.id if city else None,
            country=country,
            website=described.get("website", ""),
            online_link=described.get("link", ""),
            languages=(described.get("language", "en"),),
            project_role=described.get("role") or self._role_of_the_hub(described),
            project_id=directory.projects["capacities"].id,
            series_id=directory.series[series].id if series else None,
            recurrence=described.get("recurrence", ""),
            description=described.get("description", ""),
            objectives=described.get("objectives", ""),
            agenda="\n".join(described.get("agenda", ())),
            minutes="\n".join(described.get("minutes", ())),
            minutes_status=described.get("minutes_status", ""),
            lessons=described.get("lessons", ""),
            notes=" ".join(note for note in notes if note),
            visibility=described.get("visibility", "public"),
        )

    def _role_of_the_hub(self, described: Mapping[str, Any]) -> str:
        for role in (ParticipationRole.ORGANISER, ParticipationRole.CO_ORGANISER):
            if "pnc" in described["organisations"].get(role, ()):
                return role
        return "participant"

    def _participations(self, described: Mapping[str, Any], event: Event) -> Iterator[Participation]:
        was_held = event.status in _HELD
        for role, keys in described.get("organisations", {}).items():
            status = ParticipationStatus.ATTENDED if was_held else ParticipationStatus.REGISTERED
            for key in keys:
                yield participation(event.id, None, self._directory.organisations[key], role, status)
        listed: dict[str, str] = {
            key: role for role, keys in described.get("people", {}).items() for key in _normal(keys)
        }
        filling = described.get("fill", {"from": [], "count": 0})
        pool = [
            key
            for key in self._directory.people_of(filling["from"], described["key"])
            if key not in listed and self._directory.main_organisation[key] is not self._hub
        ]
        fillers = dict.fromkeys(pool[: filling["count"]], str(ParticipationRole.PARTICIPANT))
        for key, role in {**listed, **fillers}.items():
            rng = random.Random(f"presence|{described['key']}|{key}")
            status = self._status(described, key, role, was_held, rng.random(), is_listed=key in listed)
            presence = ""
            if status in (ParticipationStatus.ATTENDED, ParticipationStatus.REGISTERED):
                presence = _presence(described, key, rng.random(), is_listed=key in listed)
            person, organisation = self._directory.people[key], self._directory.main_organisation[key]
            yield participation(
                event.id,
                person.id,
                organisation,
                role,
                status,
                presence,
                is_outsider=key in _normal(described.get("outsiders", ())),
            )

    def _status(
        self,
        described: Mapping[str, Any],
        key: str,
        role: str,
        was_held: bool,
        chance: float,
        *,
        is_listed: bool,
    ) -> ParticipationStatus:
        for status in (ParticipationStatus.EXCUSED, ParticipationStatus.ABSENT):
            if key in _normal(described.get(status, ())):
                return status
        if was_held:
            if is_listed or chance < 0.84:
                return ParticipationStatus.ATTENDED
            return ParticipationStatus.EXCUSED if chance < 0.93 else ParticipationStatus.ABSENT
        if role in _SETTLED_ROLES or chance < 0.55:
            return ParticipationStatus.REGISTERED
        return ParticipationStatus.INVITED if chance < 0.92 else ParticipationStatus.EXCUSED

    def _results(self, described: Mapping[str, Any], event: Event) -> Iterator[Decision | Action]:
        decisions: list[Decision] = []
        for number, each in enumerate(described.get("decisions", ()), 1):
            decisions.append(
                Decision(
                    id=sample_id("decision", f"{described['key']}:{number}"),
                    event_id=event.id,
                    number=str(number),
                    text=each["text"],
                    decided_by=each["by"],
                    decided_on=event.when.first_day,
                    status=each["status"],
                    agenda_item=each.get("item", ""),
                )
            )
        yield from decisions
        for number, each in enumerate(described.get("actions", ()), 1):
            decision = decisions[each["decision"] - 1].id if "decision" in each else None
            yield self._action(each, f"{described['key']}:{number}", str(number), event.id, decision)

    def _action(
        self,
        described: Mapping[str, Any],
        key: str,
        number: str,
        event_id: UUID | None = None,
        decision_id: UUID | None = None,
    ) -> Action:
        owner = described["owner"]
        organisation = (
            self._directory.organisations[described["organisation"]]
            if "organisation" in described
            else self._directory.main_organisation[owner]
        )
        return Action(
            id=sample_id("action", key),
            event_id=event_id,
            decision_id=decision_id,
            number=number,
            text=described["text"],
            owner_person_id=self._directory.people[owner].id,
            owner_organisation_id=organisation.id,
            due=self._calendar.workday(described["due"]),
            priority=described.get("priority", "normal"),
            status=described.get("status", "open"),
            source_item=described.get("item", ""),
            done_on=self._calendar.workday(described["done"]) if "done" in described else None,
            notes=self._sample["invented_note"],
        )

    def _interaction(self, described: Mapping[str, Any], number: int) -> Interaction:
        person = described.get("person")
        return Interaction(
            id=sample_id("interaction", str(number)),
            when=When.days(self._calendar.workday(described["workday"])),
            channel=described["channel"],
            subject=described["subject"],
            summary=described["summary"],
            person_id=self._directory.people[person].id if person else None,
            organisation_id=self._directory.organisations[described["organisation"]].id,
            event_id=sample_id("event", described["event"]) if "event" in described else None,
            follow_up=described.get("follow_up", ""),
        )


def participation(
    event_id: UUID,
    person_id: UUID | None,
    organisation: Organisation,
    role: str,
    status: str,
    presence: str = "",
    *,
    is_outsider: bool = False,
    notes: str = "",
) -> Participation:
    """A participation with its derived id."""
    return Participation(
        id=Participation.derive_id(event_id, person_id, organisation.id, role),
        event_id=event_id,
        person_id=person_id,
        organisation_id=organisation.id,
        role=role,
        status=status,
        presence=presence,
        is_outsider=is_outsider,
        notes=notes,
    )


def head_counts(event_id: UUID, described: Mapping[str, Any]) -> Iterator[HeadCount]:
    """The counts under "counts": {presence: {group: number}}."""
    for presence, groups in described.get("counts", {}).items():
        for group, count in groups.items():
            yield HeadCount(
                id=HeadCount.derive_id(event_id, presence, group),
                event_id=event_id,
                presence=presence,
                group=group,
                count=count,
            )


def taggings(directory: SampleDirectory, event_id: UUID, words: list[str]) -> Iterator[Tagging]:
    """The tags of an event."""
    for word in words:
        tag = directory.tag(word)
        yield Tagging(id=Tagging.derive_id(tag, event_id), tag_id=tag, event_id=event_id)


def _presence(described: Mapping[str, Any], key: str, chance: float, *, is_listed: bool) -> Presence:
    if described["mode"] == EventMode.ONLINE or key in _normal(described.get("remote", ())):
        return Presence.REMOTE
    is_remote = described["mode"] == EventMode.HYBRID and not is_listed and chance < _REMOTE_SHARE
    return Presence.REMOTE if is_remote else Presence.ON_SITE


def _normal(keys: list[str]) -> list[str]:
    return [fold(key) for key in keys]
