"""What is to be known of e-mail addresses, in the window and on the command line alike."""

from __future__ import annotations

from collections.abc import Iterable

from capadesk.domain.mailbox import has_international_name
from capadesk.services.words import ngettext

_NAMED = 3


def rarely_taken_words(addresses: Iterable[str]) -> str:
    """A sentence if some of these addresses are not taken by every mail server (RFC 6531), else ""."""
    found = [each for each in addresses if not each.isascii() and has_international_name(each)]
    if not found:
        return ""
    text = ngettext(
        "Not every mail server takes letters such as ö before the @: {addresses}. If yours refuses the mail,"
        " use another address.",
        "Not every mail server takes letters such as ö before the @: {addresses}. If yours refuses the mail,"
        " use other addresses.",
        len(found),
    )
    return text.format(addresses=", ".join(found[:_NAMED]) + (", …" if len(found) > _NAMED else ""))
