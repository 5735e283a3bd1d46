"""Who has not sent for a month: people, whichever file they sent from last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capadesk.services.ports import Sender

SILENT_AFTER = timedelta(days=30)


class Contact(Enum):
    """How it stands with a sender."""

    IN_TOUCH = auto()
    FOLLOWED = auto()
    """Nothing came from this file for long, but from another one of the same name, as after a move."""
    SILENT = auto()


def contacts_of(senders: Iterable[Sender], now: datetime) -> Mapping[bytes, Contact]:
    """How it stands with each sender, by its replica; `now` in UTC.

    A file that was moved to another computer, or put back, is another replica of the same person: the old
    one will never send again. People are told apart by the name that they sign with; without a name each
    replica stands for itself.
    """
    everybody = list(senders)
    recent = {each.replica: now - each.last_received <= SILENT_AFTER for each in everybody}
    in_touch = {each.name for each in everybody if each.name and recent[each.replica]}
    return {
        each.replica: Contact.IN_TOUCH
        if recent[each.replica]
        else Contact.FOLLOWED
        if each.name in in_touch
        else Contact.SILENT
        for each in everybody
    }
