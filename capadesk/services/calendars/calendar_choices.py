"""What somebody has chosen to be in a calendar file, and what of it is remembered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from capadesk.domain.errors import UserError

if TYPE_CHECKING:
    from capadesk.services.ports import Store

CHOICES = "calendar_choices"
"""The own setting that holds them."""
REMINDERS = (None, 0, 15, 60, 24 * 60, 7 * 24 * 60)
"""Minutes before the start that are offered; None for no reminder."""


@dataclass(frozen=True, slots=True)
class CalendarChoices:
    """What a calendar file holds beside public events with a day."""

    with_attendees: bool = False
    with_internal: bool = False
    with_notes: bool = False
    with_actions: bool = False
    with_partial_dates: bool = False
    with_deleted: bool = True
    only_to_come: bool = False
    reminder_minutes: int | None = None


_PRIVATE = ("with_attendees", "with_internal", "with_notes")


def remembered_choices(store: Store) -> CalendarChoices:
    """What was chosen last. People, internal events and notes are chosen anew each time."""
    plain = CalendarChoices()
    try:
        kept = json.loads(store.own_setting(CHOICES) or "{}")
    except ValueError:
        return plain
    if not isinstance(kept, dict):
        return plain
    values: dict[str, bool] = {
        field.name: kept[field.name]
        for field in fields(CalendarChoices)
        if field.name not in (*_PRIVATE, "reminder_minutes") and isinstance(kept.get(field.name), bool)
    }
    minutes = kept.get("reminder_minutes")
    return CalendarChoices(
        **values, reminder_minutes=minutes if minutes in REMINDERS and minutes is not True else None
    )


def remember_choices(store: Store, choices: CalendarChoices) -> None:
    """Keep what was chosen, but for what is private. A file for reading only remembers nothing."""
    kept = {name: value for name, value in asdict(choices).items() if name not in _PRIVATE}
    try:
        store.set_own_setting(CHOICES, json.dumps(kept))
    except UserError as error:
        if error.code != "read_only":
            raise
