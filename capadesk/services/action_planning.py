"""What an import would do with each action of a calendar file (VTODO)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion
from capadesk.domain.codes import ActionStatus
from capadesk.domain.identity import imported_id
from capadesk.domain.records import Action, Event
from capadesk.domain.validation import problems_of
from capadesk.services.calendars.calendar_rules import state_of_version, utc_text
from capadesk.services.importing.event_matching import UID, id_in_key
from capadesk.services.importing.import_plan import Outcome, PlanItem, RecordWork
from capadesk.services.importing.import_trace import ImportTrace, ImportTraces
from capadesk.services.ports import CalendarSide, Draft, Store

_TITLE = 200
_AT_ONCE = 500


class ActionPlanning:
    """Plans the actions of one import; what was changed here since it was read stays as it is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._traces = ImportTraces(store)
        self._created: dict[UUID, Action] = {}
        self._changed: dict[UUID, Action] = {}

    def plan_file(
        self, file: str, drafts: Sequence[Draft], made_events: Mapping[str, UUID] | None = None
    ) -> list[PlanItem]:
        """One item an action; `made_events` are the events that the import makes, by their UIDs."""
        if not drafts:
            return []
        ids = self._ids([draft.source_key for draft in drafts])
        here = {
            action.id: action
            for start in range(0, len(ids), _AT_ONCE)
            for action in self._store.select(Action, id=ids[start : start + _AT_ONCE])
        }
        self._traces.foresee(Action, ids)
        events = self._events({draft.values["calendar"].series_key for draft in drafts})
        events.update(made_events or {})
        return [
            self._plan(file, action_id, draft, here, events)
            for action_id, draft in zip(ids, drafts, strict=True)
        ]

    @property
    def work(self) -> RecordWork:
        """Everything to write."""
        return RecordWork(tuple(self._created.values()), tuple(self._changed.values()))

    def _ids(self, keys: Sequence[str]) -> list[UUID]:
        """The actions' ids: of those that have the UID here, that the UID was made of, or made of the UID."""
        known: dict[str, UUID] = {}
        uids = [key.removeprefix(UID) for key in keys]
        for start in range(0, len(uids), _AT_ONCE):
            for action in self._store.select(Action, uid=uids[start : start + _AT_ONCE]):
                known[UID + action.uid] = action.id
        return [known.get(key) or id_in_key(key) or imported_id(Action.KIND, key) for key in keys]

    def _events(self, uids: set[str]) -> dict[str, UUID]:
        """The live events of some UIDs."""
        found: dict[str, UUID] = {}
        wanted = sorted(uids - {""})
        for start in range(0, len(wanted), _AT_ONCE):
            for event in self._store.select(Event, uid=wanted[start : start + _AT_ONCE]):
                if event.series_event_id is None:
                    found[event.uid] = event.id
        made = {uid: event_id for uid in wanted if (event_id := id_in_key(UID + uid)) and uid not in found}
        uid_of = {event_id: uid for uid, event_id in made.items()}
        ids = list(uid_of)
        for start in range(0, len(ids), _AT_ONCE):
            for event in self._store.select(Event, id=ids[start : start + _AT_ONCE]):
                found[uid_of[event.id]] = event.id
        return found

    def _plan(
        self, file: str, action_id: UUID, draft: Draft, here: dict[UUID, Action], events: Mapping[str, UUID]
    ) -> PlanItem:
        values = dict(draft.values)
        side: CalendarSide = values.pop("calendar")
        title = " ".join(str(values["text"]).split())[:_TITLE]
        event_id = events.get(side.series_key)

        def item(outcome: Outcome, **details: Any) -> PlanItem:
            return PlanItem(file, draft.place, outcome, title, Action.KIND, action_id, **details)

        trace = self._traces.of(Action, action_id)
        action = here.get(action_id)
        if action_id in self._created or action_id in self._changed:
            return item(Outcome.SAME, reason="twice_in_import")
        if action is None and trace.value(DELETED_FIELD) == Deletion.BIN:
            return item(Outcome.IN_BIN, reason="in_bin")
        if side.method == "CANCEL":
            if action is None:
                return item(Outcome.SAME, reason="cancelled_unknown")
            values = {"status": ActionStatus.CANCELLED.value}
        if action is None:
            uid = "" if id_in_key(draft.source_key) == action_id else side.uid
            made = Action(id=action_id, uid=uid, source_version=side.version, event_id=event_id, **values)
            problems = problems_of(made)
            if problems:
                field, code = problems[0]
                return item(Outcome.UNREADABLE, reason=code, data={"field": field})
            self._created[action_id] = made
            return item(Outcome.CREATE)
        verdict = _verdict(side, action, trace)
        if verdict != "newer":
            return item(Outcome.SAME, reason="older_version" if verdict == "older" else "")
        return self._compared(item, action, trace, side, values)

    def _compared(
        self,
        item: Callable[..., PlanItem],
        action: Action,
        trace: ImportTrace,
        side: CalendarSide,
        told: Mapping[str, Any],
    ) -> PlanItem:
        values: dict[str, Any] = {}
        kept: dict[str, tuple[Any, Any]] = {}
        for name, value in told.items():
            present = getattr(action, name)
            if present == value:
                continue
            if trace.has_import(name) and present == trace.imported(name):
                values[name] = value
            elif value != trace.imported(name):
                kept[name] = (present, value)
        differences = {name: (getattr(action, name), value) for name, value in values.items()}
        if values or (kept and not action.source_version):
            self._changed[action.id] = replace(action, **values, source_version=side.version)
        if kept:
            return item(Outcome.CONFLICT, differences=differences, kept=kept, reason="changed_here")
        return item(Outcome.UPDATE if differences else Outcome.SAME, differences=differences)


def _verdict(side: CalendarSide, action: Action, trace: ImportTrace) -> str:
    """ "newer", "equal" or "older" than what was read last, or, where nothing was, than what is here."""
    if action.source_version:
        sequence, modified = state_of_version(action.source_version)
        state = (sequence, modified)
        told = (side.sequence, side.modified or modified)
    elif side.is_own:
        state, told = (0, utc_text(trace.newest)), (0, side.modified)
    else:
        return "newer"
    if told < state:
        return "older"
    return "equal" if told == state and side.is_own and side.modified else "newer"
