"""The calendar that a mail carries: an invitation, or an answer to one (RFC 6047)."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

MAX_MAIL = 16 * 1024 * 1024
"""Bytes of a mail that is looked into."""
_MOST_PARTS = 500
_MOST_LINES_OF_PARTS = 100_000
_LONGEST_HEADER = 10_000
_HEADER = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_TYPES = ("text/calendar", "application/ics")


def calendar_of_mail(raw: bytes) -> bytes:
    """The first calendar in a mail, decoded; b"" if it carries none, or is none."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if raw.count(b"\n--") > _MOST_LINES_OF_PARTS or any(
        len(header[0]) > _LONGEST_HEADER for header in _HEADER.finditer(raw)
    ):
        return b""  # the library would need minutes for it
    try:
        message = message_from_bytes(raw)
        found = _first(message)
        content = found.get_payload(decode=True) if found is not None else None
    except (MessageError, RecursionError, ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""


def _first(message: Message) -> Message | None:
    fitting: dict[str, Message] = {}
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            break
        name = str(part.get_filename("")).lower()
        kind = "application/ics" if name.endswith(".ics") else part.get_content_type()
        if kind in _TYPES and not part.is_multipart():
            fitting.setdefault(kind, part)
    return next((fitting[kind] for kind in _TYPES if kind in fitting), None)
