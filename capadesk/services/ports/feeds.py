"""Publishing: calendars on servers, and what is known of what was published there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID


class CalendarResource(NamedTuple):
    """What a CalDAV server keeps under one name: all components of one UID (RFC 4791 4.1).

    `digest` is that of its bytes, whichever version of the program wrote them.
    """

    uid: str
    title: str
    data: bytes
    digest: str


class Published(NamedTuple):
    """What is known of one resource on a server.

    `etag` is the server's name for the state that we left there, with its `digest` and `mark`; "" before the
    first one. `underway` is the mark of what is just being put: after a kill nobody knows whether it came.
    """

    uid: str
    title: str
    etag: str = ""
    digest: str = ""
    mark: str = ""
    underway: str = ""


class OfferedCalendar(NamedTuple):
    """A calendar that a server lets its user choose: its address, and how it is called."""

    url: str
    name: str


class Listing(NamedTuple):
    """What a calendar on a server holds: name -> ETag.

    One that is not `is_whole` has only what changed since the state that was asked about, with "" for what
    was deleted. `token` is the server's name for the state now, "" if it has none.
    """

    etags: dict[str, str]
    token: str = ""
    is_whole: bool = True


class ChangedThere(Exception):
    """A resource on the server is not in the state that was named: nothing was done (RFC 9110 13.1)."""


class ResourceRefused(Exception):
    """The server does not take this one resource; why, in its own words."""


class CalendarServer(Protocol):
    """A CalDAV server for one user; used by one thread, and closed at the end.

    All methods raise EnvironmentFailure `feed_server_silent`, `feed_server_failed`, `feed_server_busy` (for
    `seconds`), `feed_server_full`, `feed_login_wrong`, `feed_not_permitted`, `feed_not_found`,
    `feed_not_secure`, `feed_redirected`, `feed_answer_unusable`.
    """

    def another(self) -> CalendarServer:
        """A further connection to the same server, for another thread."""

    def calendars(self) -> list[OfferedCalendar]:
        """The calendars of the user, by name."""

    def make_calendar(self, name: str) -> OfferedCalendar:
        """Make a calendar; one that has this name already is given back.

        EnvironmentFailure `feed_calendar_not_made` if programs may not make any there.
        """

    def listing(self, url: str, since: str = "") -> Listing:
        """What a calendar holds; if the server can tell, only what changed since the state `since`."""

    def get(self, url: str, name: str) -> tuple[bytes, str] | None:
        """A resource and its ETag; None if it is not there."""

    def put(self, url: str, name: str, data: bytes, etag: str) -> str:
        """Put a resource in the place of the state `etag`, "" for a new one; its new ETag, "" if not told.

        ChangedThere, ResourceRefused.
        """

    def delete(self, url: str, name: str, etag: str) -> None:
        """Delete a resource in that state; one that is not there is no failure. ChangedThere."""

    def close(self) -> None: ...


class Publications(Protocol):
    """What this desk knows of what it published: never merged, and in no data file."""

    def items(self, feed: UUID) -> dict[str, Published]:
        """By UID."""

    def note(self, feed: UUID, items: Iterable[Published], gone: Collection[str] = ()) -> None:
        """Keep what is known now, and forget what is `gone`; durable on return. EnvironmentFailure."""

    def state(self, feed: UUID) -> str:
        """What was kept of the feed as a whole, as text; "" for nothing."""

    def keep_state(self, feed: UUID, text: str) -> None:
        """Keep it. EnvironmentFailure."""

    def forget(self, feed: UUID) -> None:
        """Forget all of a feed."""

    def close(self) -> None: ...


class Passwords(Protocol):
    """Passwords by the place that asks for them: typed for this run, or kept in the system's keyring."""

    def of(self, location: str) -> str | None:
        """The password that was typed or kept; None if there is none, or no keyring."""

    def enter(self, location: str, password: str) -> None:
        """Use a password until the program ends."""

    def keep(self, location: str) -> bool:
        """Put the password that was typed into the keyring; whether there is one that took it."""

    def forget(self, location: str) -> None:
        """Take it out of the keyring and out of this run."""


class CalendarFiles(Protocol):
    """A calendar file that was written, on its way to where it is published."""

    def resources(self, path: Path) -> Mapping[str, CalendarResource]:
        """What a server would keep of a file of our own, by UID."""

    def mark(self, data: bytes) -> str:
        """A digest of what a calendar says: a server that writes it in its own way does not change it."""

    def is_ours(self, path: Path) -> bool:
        """Whether CapaDesk wrote the calendar file that stands there.

        UserError `not_a_file`; EnvironmentFailure `file_not_readable`.
        """

    def put_in_place(self, source: Path, target: Path) -> bool:
        """Put the file there, whole or not at all, unless the same bytes are there; whether it was put.

        UserError `folder_missing`, `not_a_file`, ...; EnvironmentFailure as for any file.
        """
