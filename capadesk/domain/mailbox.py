"""E-mail addresses that mail can be sent to, and calendars can name: of any letters (RFC 6531, RFC 5891)."""

from __future__ import annotations

import re
import unicodedata

# The mailboxes of RFC 5321 and 6531 that people have; quoted ones are not among them.
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253
"""Octets."""


def mailbox_parts(email: str) -> tuple[str, str] | None:
    """The name before the @, and the domain behind it as mail servers know it (A-labels: xn--…).

    None if it is no address, or one in quotes.
    """
    local, at, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or not local.isprintable() or " " in local:
        return None
    known = _as_servers_know_it(domain)
    try:
        is_short = len(local.encode()) <= _LONGEST_LOCAL
    except UnicodeEncodeError:  # half a character
        return None
    return (local, known) if known and is_short else None


def is_mailbox(email: str) -> bool:
    """Whether mail can be sent to an address."""
    return mailbox_parts(email) is not None


def has_international_name(email: str) -> bool:
    """Whether the name before the @ needs mail servers that take more than ASCII (SMTPUTF8, RFC 6531)."""
    parts = mailbox_parts(email)
    return parts is not None and not parts[0].isascii()


def mailbox_key(email: str) -> str:
    """Equal for the spellings of one address: case, composed letters, and a domain's two forms."""
    parts = mailbox_parts(email)
    return email.strip().lower() if parts is None else f"{parts[0]}@{parts[1]}".lower()


def _as_servers_know_it(domain: str) -> str:
    """The domain in ASCII; "" if it is none.

    Labels are lowered and encoded without the mappings of IDNA 2003, which would make another domain of one
    with "ß" (RFC 5894 7.2).
    """
    labels = [_a_label(label) for label in domain.translate(_DOTS).split(".")]
    known = ".".join(labels)
    is_domain = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and labels[-1][0].isalpha()
    return known if is_domain and len(known) <= _LONGEST_DOMAIN else ""


def _a_label(label: str) -> str:
    if label.isascii():
        return label
    plain = unicodedata.normalize("NFKC", label.lower())
    if not all(c == "-" or c.isalnum() or unicodedata.category(c).startswith("M") for c in plain):
        return ""
    return plain if plain.isascii() else "xn--" + plain.encode("punycode").decode("ascii")
