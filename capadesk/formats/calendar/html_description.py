"""The description of an event with links that can be clicked, for Outlook (X-ALT-DESC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from capadesk.formats.calendar.content_line import text

_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'*_]", re.IGNORECASE)
_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,20}")
_BREAKS = frozenset({"br", "/p", "/div", "/li", "/tr", *(f"/h{level}" for level in range(1, 7))})
_UNSEEN = frozenset({"head", "style", "script", "title"})


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
    """What a reader of some HTML sees, as plain text; nothing of it is loaded or run.

    Time grows with the length only, whatever the text is.
    """
    seen: list[str] = []
    unclosed: set[str] = set()
    lower = ""
    at = 0
    while (begins := markup.find("<", at)) >= 0:
        seen.append(markup[at:begins])
        is_comment = markup.startswith("<!--", begins)
        ends = markup.find("-->" if is_comment else ">", begins)
        if ends < 0:
            at = begins if not is_comment else len(markup)
            break
        at = ends + (3 if is_comment else 1)
        named = _NAME.match(markup, begins + 1) if not is_comment else None
        name = "" if named is None else named[0].lower()
        if name in _BREAKS:
            seen.append("\n")
        elif name in _UNSEEN and name not in unclosed:
            lower = lower or markup.lower()
            closing = lower.find(f"</{name}", at) if len(lower) == len(markup) else -1
            if closing < 0:
                unclosed.add(name)
            else:
                at = closing
    seen.append(markup[at:])
    text_seen = unescape("".join(seen)).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text_seen.split("\n")).strip()


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
