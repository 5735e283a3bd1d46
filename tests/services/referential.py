"""What every set of records must keep, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from capadesk.domain.record import Record, fields_of
from capadesk.domain.validation import problems_of

RESERVED_ENDINGS = (".example", ".test", ".invalid", "example.org", "example.com", "example.net")
"""RFC 2606: no such address can be anybody's."""


def dangling(records: Iterable[Record], known: Iterable[Record]) -> list[tuple[str, str, UUID]]:
    """(kind, field, id) of each reference to a record that does not come before it."""
    seen: dict[str, set[UUID]] = {}
    for record in known:
        seen.setdefault(record.KIND, set()).add(record.id)
    found = []
    for record in records:
        for name, info in fields_of(type(record)).items():
            value = getattr(record, name) if info.refers_to else None
            if info.refers_to and value is not None and value not in seen.get(info.refers_to, ()):
                found.append((record.KIND, name, value))
        seen.setdefault(record.KIND, set()).add(record.id)
    return found


def unsound(records: Iterable[Record]) -> list[tuple[Record, object]]:
    """The records that break a rule, with the rules."""
    return [(record, problems_of(record)) for record in records if problems_of(record)]


def unreserved_addresses(records: Iterable[Record]) -> list[str]:
    """E-mail addresses and links whose host might be somebody's."""
    found = []
    for record in records:
        for name in ("email", "website", "online_link"):
            text = getattr(record, name, "")
            host = text.rpartition("@")[2].partition("://")[2 if "://" in text else 0].partition("/")[0]
            if host and not host.endswith(RESERVED_ENDINGS):
                found.append(text)
    return found
