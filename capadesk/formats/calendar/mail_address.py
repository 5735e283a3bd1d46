"""Mailboxes as the addresses of people in a calendar: mailto, in ASCII (RFC 5545 3.3.3, RFC 6068)."""

from __future__ import annotations

from urllib.parse import quote, unquote

from capadesk.domain.mailbox import mailbox_parts

_SCHEME = "mailto:"


def mailto_of(email: str) -> str:
    """The URI of a mailbox: the name before the @ percent-encoded, the domain in A-labels; "" for none."""
    parts = mailbox_parts(email)
    return "" if parts is None else _SCHEME + quote(parts[0], safe="!$'*+") + "@" + parts[1]


def mailbox_of(address: str) -> str:
    """What a calendar address names: of a mailto its mailbox decoded, of anything else what it says."""
    address = address.strip()
    if address[: len(_SCHEME)].lower() != _SCHEME:
        return address
    coded = address[len(_SCHEME) :].partition("?")[0]
    try:
        return unquote(coded, errors="strict")
    except UnicodeDecodeError:
        return coded
