"""The description of an event with links that can be clicked, for Outlook (X-ALT-DESC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from capadesk.formats.content_line import text

_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'*_]", re.IGNORECASE)
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])(?:\s[^>]{0,100})?/?>")
_MARKUP = re.compile(r"<!--.{0,20000}?-->|<[^>]{0,2000}>", re.DOTALL)
_UNSEEN = re.compile(r"(?is)<(head|style|script|title)\b.{0,100000}?</\1\s*>")


def alternative_description(description: str) -> Iterator[str]:
    """X-ALT-DESC of a plain description that gains by it: one with links or of several lines."""
    if "\n" in description or _LINK.search(description):
        yield f"X-ALT-DESC;FMTTYPE=text/html:{text(html_of(description))}"


def html_of(plain: str) -> str:
    """Plain text as HTML: paragraphs, line breaks and links."""
    paragraphs = [each for each in re.split(r"\n{2,}", plain.strip()) if each]
    inside = "".join(f"<p>{_linked(each).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    return f"<html><body>{inside}</body></html>"


def plain_of(markup: str) -> str:
    """What a reader of some HTML sees, as plain text; nothing of it is loaded or run."""
    seen = _UNSEEN.sub("", markup)
    seen = unescape(_MARKUP.sub("", _BREAK.sub("\n", seen))).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in seen.split("\n")).strip()


def is_own_html(markup: str, description: str) -> bool:
    """Whether some HTML is the one that is made of this description."""
    return markup.startswith("<html><body><p>") and text(markup) == text(html_of(description))


def _linked(plain: str) -> str:
    parts: list[str] = []
    at = 0
    for found in _LINK.finditer(plain):
        address = escape(found[0])
        parts += [escape(plain[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join([*parts, escape(plain[at:])])
