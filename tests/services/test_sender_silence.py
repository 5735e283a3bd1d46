"""Who has not sent for a month is a question about people, not about files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from capadesk.services.merging.sender_silence import Contact, contacts_of
from capadesk.services.ports import Sender

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def sender(replica: int, name: str, days: int) -> Sender:
    return Sender(bytes([replica]) * 8, name, None, None, NOW - timedelta(days=days))


def contacts(*senders: Sender) -> list[Contact]:
    found = contacts_of(senders, NOW)
    return [found[each.replica] for each in senders]


def test_a_month_without_anything_is_silence() -> None:
    assert contacts(sender(1, "Ann", 30), sender(2, "Bob", 31)) == [Contact.IN_TOUCH, Contact.SILENT]


def test_a_file_that_was_moved_goes_on_under_another_replica() -> None:
    assert contacts(sender(1, "Ann", 90), sender(2, "Ann", 3)) == [Contact.FOLLOWED, Contact.IN_TOUCH]
    assert contacts(sender(1, "Ann", 90), sender(2, "Ann", 60)) == [Contact.SILENT, Contact.SILENT]


def test_without_names_each_file_stands_for_itself() -> None:
    assert contacts(sender(1, "", 90), sender(2, "", 3)) == [Contact.SILENT, Contact.IN_TOUCH]
