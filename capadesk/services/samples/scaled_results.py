"""What scaled events led to: head-counts, decisions, actions, interactions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from capadesk.domain.codes import ActionPriority, ActionStatus, DecisionStatus, EventMode, Presence
from capadesk.domain.record import Record
from capadesk.domain.records import Action, Decision, HeadCount, Interaction
from capadesk.domain.when import When
from capadesk.services.samples.scaled_facts import EventFacts, ordered_id
from capadesk.services.samples.scaled_words import ScaledWords, pick

_COUNTED_SHARE = 0.3
_DECIDING_SHARE = 0.2
_ACTING_SHARE = 0.25
_TALK_SHARE = 0.1
_DONE_AFTER = timedelta(days=60)
_CHANNELS = ("phone", "email", "video", "meeting")


class ScaledResults:
    """Streams of what hangs on the events, each with chances of its own."""

    def __init__(
        self,
        words: ScaledWords,
        rng: Callable[[str], random.Random],
        events: Sequence[EventFacts],
        person_ids: Sequence[UUID],
        today: date,
    ) -> None:
        self._words = words
        self._rng = rng
        self._events = events
        self._person_ids = person_ids
        self._today = today

    def streams(self) -> Iterator[tuple[type[Record], Iterator[Record]]]:
        """Type by type in dependency order."""
        yield HeadCount, self._make_head_counts()
        yield Decision, self._make_decisions()
        yield Action, self._make_actions()
        yield Interaction, self._make_interactions()

    def _make_head_counts(self) -> Iterator[HeadCount]:
        chance = self._rng("head_count").random
        for facts in self._events:
            if not facts.was_held or chance() > _COUNTED_SHARE:
                continue
            presence = Presence.REMOTE if facts.mode is EventMode.ONLINE else Presence.ON_SITE
            size = 5 + 200 * chance() ** 3
            for group in ("women", "men") if chance() < 0.7 else ("not_stated",):
                yield HeadCount(
                    id=HeadCount.derive_id(facts.id, presence, group),
                    event_id=facts.id,
                    presence=presence,
                    group=group,
                    count=1 + int(size * (0.7 + 0.6 * chance())),
                )

    def _make_decisions(self) -> Iterator[Decision]:
        rng = self._rng("decision")
        chance, made = rng.random, 0
        statuses = (
            DecisionStatus.TAKEN,
            DecisionStatus.TAKEN,
            DecisionStatus.CARRIED_OUT,
            DecisionStatus.PROPOSED,
        )
        for facts in self._events:
            if not facts.was_held or chance() > _DECIDING_SHARE:
                continue
            for number in range(1, 2 + int(chance() * 3)):
                yield Decision(
                    id=ordered_id(rng, made),
                    event_id=facts.id,
                    number=str(number),
                    text=self._words.sentence(chance, "decisions", facts.city),
                    decided_by="Participants",
                    decided_on=facts.first_day,
                    status=pick(chance, statuses),
                )
                made += 1

    def _make_actions(self) -> Iterator[Action]:
        rng = self._rng("action")
        chance, made = rng.random, 0
        for facts in self._events:
            if not facts.was_held or facts.first_day is None or chance() > _ACTING_SHARE:
                continue
            for number in range(1, 2 + int(chance() * 3)):
                due = facts.first_day + timedelta(days=7 + int(chance() * 90))
                status = self._status_of_action(chance(), due)
                yield Action(
                    id=ordered_id(rng, made),
                    event_id=facts.id,
                    number=str(number),
                    text=self._words.sentence(chance, "actions", facts.city),
                    owner_person_id=pick(chance, self._person_ids) if self._person_ids else None,
                    due=due,
                    priority=pick(chance, (ActionPriority.NORMAL, ActionPriority.HIGH, ActionPriority.LOW)),
                    status=status,
                    done_on=min(due, self._today) if status is ActionStatus.DONE else None,
                )
                made += 1

    def _make_interactions(self) -> Iterator[Interaction]:
        rng = self._rng("interaction")
        chance, made = rng.random, 0
        for facts in self._events:
            if facts.first_day is None or not self._person_ids or chance() > _TALK_SHARE:
                continue
            day = min(facts.first_day, self._today) - timedelta(days=int(chance() * 20))
            yield Interaction(
                id=ordered_id(rng, made),
                when=When.days(day),
                channel=pick(chance, _CHANNELS),
                subject=self._words.sentence(chance, "subjects", facts.city),
                summary=self._words.sentence(chance, "minutes", facts.city),
                person_id=pick(chance, self._person_ids),
                event_id=facts.id,
            )
            made += 1

    def _status_of_action(self, share: float, due: date) -> ActionStatus:
        """Most of what was due is done; a few stay open and are overdue."""
        if due < self._today - _DONE_AFTER:
            return ActionStatus.DONE if share < 0.93 else ActionStatus.OPEN
        if due < self._today:
            return ActionStatus.DONE if share < 0.6 else ActionStatus.IN_PROGRESS
        return ActionStatus.OPEN if share < 0.7 else ActionStatus.IN_PROGRESS
