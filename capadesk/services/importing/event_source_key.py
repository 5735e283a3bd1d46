"""The source key by which an event without an id of its own is known again when it is read anew."""

from __future__ import annotations

from capadesk.domain.folding import fold
from capadesk.domain.when import When


def event_source_key(title: str, when: When, city: str | None, country: str | None) -> str:
    """Title, start (ISO 8601, "" if unknown), city and country (ISO 3166-1 alpha-2) as first read.

    The key is kept with the event, so that a title edited later does not double it.
    """
    return f"{fold(title)}|{when.start_text}|{fold(city or '')}|{country or ''}"
