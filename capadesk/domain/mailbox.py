"""E-mail addresses that mail can be sent to, and calendars can name, as they are written."""

from __future__ import annotations

import re

# The mailboxes of RFC 5321 that people have; quoted ones and those beyond ASCII would need to be encoded.
_MAILBOX = re.compile(
    r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,62})"
)


def mailbox_parts(email: str) -> tuple[str, str] | None:
    """The name before the @ and the domain behind it; None if it is no address, or one in quotes."""
    match = _MAILBOX.fullmatch(email.strip())
    return None if match is None else (match[1], match[2])


def is_mailbox(email: str) -> bool:
    """Whether mail can be sent to an address as it is written."""
    return mailbox_parts(email) is not None
