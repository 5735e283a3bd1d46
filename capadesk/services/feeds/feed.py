"""A named feed: what of the events leaves this desk again and again, and where it goes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from capadesk.domain.errors import InvalidRecord, UserError
from capadesk.domain.identity import new_id
from capadesk.services.list_filter import ListFilter, Period, filter_of_text
from capadesk.services.ports import ListKind

LISTS = (ListKind.CALENDAR, ListKind.EVENTS, ListKind.MEETINGS)
"""Of what a feed can be: events and meetings, or one of both."""
_COLUMNS = frozenset({"status", "kind", "tag", "country", "city", "mode", "series", "project"})
_PERIODS = frozenset(Period) - {Period.OVERDUE}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_NAME = 200
MOST_CHOSEN = 1_000
"""Events chosen one by one."""
_CHOICES = ("with_internal", "with_people", "with_actions", "with_spans")


@dataclass(frozen=True, slots=True)
class Feed:
    """A filter of the events with a name, and one place: a file, or a calendar on a server.

    `events` are those that were chosen one by one: they alone, whatever the filter.
    Names of people leave only `with_people`; `with_spans` writes months and years as marked spans.
    """

    id: UUID = field(default_factory=new_id)
    name: str = ""
    kind: ListKind = ListKind.CALENDAR
    filter: ListFilter = field(default_factory=ListFilter)
    events: tuple[UUID, ...] = ()
    with_internal: bool = False
    with_people: bool = False
    with_actions: bool = False
    with_spans: bool = False
    file: str = ""
    url: str = ""
    user: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it goes into a file."""
        return not self.url

    @property
    def place(self) -> str:
        """Where it goes, as people know it."""
        return self.url or self.file

    @property
    def account(self) -> str:
        """Whose password it needs: one for all feeds of a user on a server."""
        return account_of(self.url, self.user)


def account_of(url: str, user: str) -> str:
    """Under what the keyring has the password of a user on a server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{user}@{parts.netloc.rpartition('@')[2]}"


def address_of(typed: str) -> str:
    """The address that somebody means: https unless it says otherwise; "" if it is none."""
    text = typed.strip()
    if text and "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
        return ""
    # A name or a password in an address would be shown to everybody who sees it.
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def is_secure(url: str) -> bool:
    """Whether a password may be sent there: over TLS, or on this computer."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def require_sound_feed(feed: Feed) -> None:
    """InvalidRecord with what is missing or impossible; UserError `feed_too_many_chosen`."""
    if len(feed.events) > MOST_CHOSEN:
        raise UserError("feed_too_many_chosen", count=len(feed.events), limit=MOST_CHOSEN)
    problems = []
    if not feed.name.strip():
        problems.append({"field": "name", "code": "missing"})
    elif len(feed.name) > _LONGEST_NAME:
        problems.append({"field": "name", "code": "too_long"})
    if feed.is_file and not feed.file:
        problems.append({"field": "place", "code": "missing"})
    if feed.url and not is_secure(feed.url):
        problems.append({"field": "url", "code": "not_secure"})
    if problems:
        raise InvalidRecord("feed", problems)


def feeds_of_text(text: str) -> list[Feed]:
    """The feeds that were kept; what is none is left out."""
    try:
        kept = json.loads(text or "[]")
    except ValueError:
        return []
    found = (_feed(each) for each in kept if isinstance(each, dict)) if isinstance(kept, list) else ()
    return [feed for feed in found if feed is not None]


def text_of_feeds(feeds: list[Feed]) -> str:
    """As they are kept among the own settings of a data file."""
    return json.dumps([_document(feed) for feed in feeds], ensure_ascii=False)


def _document(feed: Feed) -> dict[str, Any]:
    return {
        "id": str(feed.id),
        "name": feed.name,
        "kind": feed.kind.value,
        "filter": feed.filter.text(),
        "events": [str(each) for each in feed.events],
        "file": feed.file,
        "url": feed.url,
        "user": feed.user,
        **{name: getattr(feed, name) for name in _CHOICES},
    }


def _feed(kept: dict[str, Any]) -> Feed | None:
    words = {name: str(kept.get(name, "")) for name in ("id", "name", "kind", "file", "url", "user")}
    try:
        kind = ListKind(words["kind"])
        feed_id = UUID(words["id"])
        events = tuple(UUID(str(each)) for each in kept.get("events") or ())
    except (ValueError, TypeError):
        return None
    return Feed(
        id=feed_id,
        name=words["name"],
        kind=kind if kind in LISTS else ListKind.CALENDAR,
        filter=filter_of_text(kept.get("filter"), _COLUMNS, _PERIODS),
        events=events,
        file=words["file"],
        url=words["url"],
        user=words["user"],
        **{name: kept.get(name) is True for name in _CHOICES},
    )


def file_in(folder: Path, name: str) -> Path:
    """The calendar file of a feed in a folder."""
    from capadesk.services.scratch_folder import file_name

    return folder / f"{file_name(name)}.ics"
