"""Recording what somebody has to do, with or without an event that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from capadesk.domain.codes import ActionStatus
from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Decision
from capadesk.services.words import N_

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class ActionDossier:
    """An action; it has no parts."""

    action: Action


class ActionService:
    """Use cases around actions; each returns the ChangeSet that it made."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def new(self) -> ActionDossier:
        """An action of nothing and nobody yet, not stored."""
        return ActionDossier(Action(id=new_id()))

    def open(self, action_id: UUID) -> ActionDossier:
        """The stored action; RecordNotFound."""
        return ActionDossier(self._store.get(Action, action_id))

    def duplicate(self, action_id: UUID) -> ActionDossier:
        """A copy, not stored yet: open, without number and days; RecordNotFound."""
        action = self._store.get(Action, action_id)
        fresh = replace(action, id=new_id(), number="", status=ActionStatus.OPEN, due=None, done_on=None)
        return ActionDossier(replace(fresh, uid="", source_version="", kept_lines=""))

    def decisions_of(self, event_id: UUID | None) -> Sequence[Decision]:
        """What was decided at an event, by number; nothing without an event."""
        if event_id is None:
            return ()
        return sorted(
            self._store.select(Decision, event_id=event_id), key=lambda d: (len(d.number), d.number)
        )

    def save(self, dossier: ActionDossier) -> ChangeSet:
        """Store the action; a decision brings its event along, "done" its day. InvalidRecord."""
        action = dossier.action
        with self._store.unit_of_work() as work:
            stored = work.find(Action, action.id)
            is_new = stored is None
            was_done = stored is not None and stored.status == ActionStatus.DONE
            if action.status == ActionStatus.DONE and action.done_on is None and not was_done:
                action = replace(action, done_on=self._clock.today())
            if action.decision_id is not None:
                decision = work.find(Decision, action.decision_id)
                if decision is not None and decision.event_id != action.event_id:
                    action = replace(action, event_id=decision.event_id)
            work.save(action)
            label = N_("Added “{name}”") if is_new else N_("Changed “{name}”")
            return work.commit(label, name=action.text)

    def finish(self, action_id: UUID) -> ChangeSet:
        """The action was done today; RecordNotFound."""
        with self._store.unit_of_work() as work:
            action = work.get(Action, action_id)
            work.save(replace(action, status=ActionStatus.DONE, done_on=self._clock.today()))
            return work.commit(N_("Done: “{name}”"), name=action.text)
