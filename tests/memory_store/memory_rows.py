"""The rows of lists, made from records in memory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from capadesk.domain.folding import collation_key
from capadesk.services.ports import ActionRow, DecisionRow, EventRow, OrganisationRow, PersonRow
from tests.memory_store.memory_names import main_affiliation, named
from tests.memory_store.merge_rule import State


class MemoryRows:
    """What a row shows of the records that it refers to."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, record: Any) -> Any:
        """The row of a record."""
        makers: dict[str, Any] = {
            "event": self._event,
            "person": self._person,
            "organisation": self._organisation,
            "action": self._action,
            "decision": self._decision,
        }
        return makers[record.KIND](record)

    def tags(self, record: Any) -> list[str]:
        """The names of a record's tags, by their alphabet."""
        links = self._state.live_with("tagging", f"{record.KIND}_id", record.id)
        live = (tag for link in links for tag in self._state.live_with("tag", "id", link.tag_id))
        return sorted((tag.name for tag in live), key=collation_key)

    def city(self, record: Any) -> str:
        return named(self._state, "city", record.city_id)

    def owner(self, action: Any) -> str:
        """The person, else the organisation, that has to do it."""
        key = ("person", action.owner_person_id)
        if key in self._state.registers:
            person = self._state.record(key)
            return f"{person.given_name} {person.family_name}".strip()
        return named(self._state, "organisation", action.owner_organisation_id)

    def places(self, person_id: UUID) -> list[UUID]:
        """The organisations where a person works now, or that stand for it."""
        return [
            each.organisation_id
            for each in self._state.live_with("affiliation", "person_id", person_id)
            if each.end is None or each.is_main
        ]

    def _event(self, event: Any) -> EventRow:
        links = self._state.live_with("participation", "event_id", event.id)
        hosts = [
            (link.role, self._state.record(("organisation", link.organisation_id)))
            for link in links
            if link.person_id is None and link.role in ("organiser", "co_organiser")
        ]
        hosts.sort(key=lambda host: collation_key(host[1].name))
        hosts.sort(key=lambda host: str(host[0]), reverse=True)
        attended = sum(link.person_id is not None and link.status == "attended" for link in links)
        attended += sum(each.count for each in self._state.live_with("head_count", "event_id", event.id))
        actions = self._state.live_with("action", "event_id", event.id)
        return EventRow(
            *(event.id, event.title, event.kind, event.status, event.when, event.mode),
            *(self.city(event), event.country),
            ", ".join(each.short_name or each.name for _role, each in hosts),
            attended,
            sum(action.status in ("open", "in_progress") for action in actions),
            ", ".join(self.tags(event)),
        )

    def _person(self, person: Any) -> PersonRow:
        place = main_affiliation(self._state, person.id)
        events = {link.event_id for link in self._state.live_with("participation", "person_id", person.id)}
        return PersonRow(
            *(person.id, person.given_name, person.family_name, person.email, person.phone or person.mobile),
            named(self._state, "organisation", place.organisation_id) if place is not None else "",
            place.role if place is not None else "",
            *(self.city(person), person.country, len(events), ", ".join(self.tags(person))),
        )

    def _organisation(self, each: Any) -> OrganisationRow:
        people = {link.person_id for link in self._state.live_with("affiliation", "organisation_id", each.id)}
        events = {
            link.event_id for link in self._state.live_with("participation", "organisation_id", each.id)
        }
        return OrganisationRow(
            *(each.id, each.name, each.short_name, each.helix, each.level, self.city(each), each.country),
            *(len(people), len(events), ", ".join(self.tags(each))),
        )

    def _action(self, action: Any) -> ActionRow:
        return ActionRow(
            *(action.id, action.number, action.text, self.owner(action), action.due, action.priority),
            *(action.status, action.event_id, named(self._state, "event", action.event_id)),
        )

    def _decision(self, decision: Any) -> DecisionRow:
        return DecisionRow(
            *(decision.id, decision.number, decision.text, decision.decided_by, decision.decided_on),
            *(decision.status, decision.event_id, named(self._state, "event", decision.event_id)),
        )
