"""What an import would do with each action of a calendar file (VTODO)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion
from capadesk.domain.identity import imported_id
from capadesk.domain.records import Action
from capadesk.domain.validation import problems_of
from capadesk.services.import_plan import Outcome, PlanItem, RecordWork
from capadesk.services.import_trace import ImportTraces
from capadesk.services.ports import Draft, Store

_TITLE = 200


class ActionPlanning:
    """Plans the actions of one import; what was changed here since it was read stays as it is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._traces = ImportTraces(store)
        self._created: dict[UUID, Action] = {}
        self._changed: dict[UUID, Action] = {}

    def plan_file(self, file: str, drafts: Sequence[Draft]) -> list[PlanItem]:
        """One item an action."""
        ids = [imported_id(Action.KIND, draft.source_key) for draft in drafts]
        if not ids:
            return []
        here = {
            action.id: action
            for start in range(0, len(ids), 500)
            for action in self._store.select(Action, id=ids[start : start + 500])
        }
        self._traces.foresee(Action, ids)
        return [self._plan(file, *each, here) for each in zip(ids, drafts, strict=True)]

    @property
    def work(self) -> RecordWork:
        """Everything to write."""
        return RecordWork(tuple(self._created.values()), tuple(self._changed.values()))

    def _plan(self, file: str, action_id: UUID, draft: Draft, here: dict[UUID, Action]) -> PlanItem:
        title = " ".join(str(draft.values["text"]).split())[:_TITLE]

        def item(outcome: Outcome, **details: Any) -> PlanItem:
            return PlanItem(file, draft.place, outcome, title, Action.KIND, action_id, **details)

        trace = self._traces.of(Action, action_id)
        action = here.get(action_id)
        if action_id in self._created or action_id in self._changed:
            return item(Outcome.SAME, reason="twice_in_import")
        if action is None and trace.value(DELETED_FIELD) == Deletion.BIN:
            return item(Outcome.IN_BIN, reason="in_bin")
        if action is None:
            made = Action(id=action_id, **draft.values)
            problems = problems_of(made)
            if problems:
                field, code = problems[0]
                return item(Outcome.UNREADABLE, reason=code, data={"field": field})
            self._created[action_id] = made
            return item(Outcome.CREATE)
        values: dict[str, Any] = {}
        kept: dict[str, tuple[Any, Any]] = {}
        for name, value in draft.values.items():
            present = getattr(action, name)
            if present == value:
                continue
            if trace.has_import(name) and present == trace.imported(name):
                values[name] = value
            elif value != trace.imported(name):
                kept[name] = (present, value)
        if values:
            self._changed[action_id] = replace(action, **values)
        differences = {name: (getattr(action, name), value) for name, value in values.items()}
        if kept:
            return item(Outcome.CONFLICT, differences=differences, kept=kept, reason="changed_here")
        return item(Outcome.UPDATE if values else Outcome.SAME, differences=differences)
