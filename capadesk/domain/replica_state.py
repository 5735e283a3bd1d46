"""What a desk has seen, as a short text that another desk can be given."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from capadesk.domain.errors import UserError
from capadesk.domain.stamp import Stamp

STATE_MARK = "s1:"
"""How every state begins."""
_CHECK_DIGITS = 8


def state_text(seen: Mapping[bytes, Stamp]) -> str:
    """`s1:`, the last stamp seen of each replica, sorted and joined by commas, and a check: `:` 8 digits."""
    body = STATE_MARK + ",".join(sorted(str(stamp) for stamp in seen.values()))
    return f"{body}:{_check_of(body)}"


def parse_state(text: str) -> dict[bytes, Stamp]:
    """Read `state_text` back, blanks and line breaks in it left aside; UserError `state_unreadable`."""
    text = "".join(text.split())
    body, _, check = text.rpartition(":")
    listed = body.removeprefix(STATE_MARK)
    if not body.startswith(STATE_MARK) or check != _check_of(body):
        raise UserError("state_unreadable", text=text[:60])
    seen: dict[bytes, Stamp] = {}
    for word in listed.split(",") if listed else ():
        try:
            stamp = Stamp.parse(word)
        except ValueError as error:
            raise UserError("state_unreadable", text=word[:60]) from error
        seen[stamp.replica] = max(stamp, seen.get(stamp.replica, stamp))
    return seen


def _check_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK_DIGITS]
