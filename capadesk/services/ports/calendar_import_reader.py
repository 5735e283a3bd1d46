"""Calendar files on their way in: what their reader needs to know, and yields beside drafts."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from capadesk.services.ports.import_reader import ImportReader, ReadItem

if TYPE_CHECKING:
    from capadesk.services.ports.progress import ProgressCallback


class Attendee(NamedTuple):
    """Somebody whom a calendar file names: e-mail address in small letters ("" only of an organiser)."""

    email: str
    name: str
    role: str
    status: str


class Unchanged(NamedTuple):
    """A component that is read already, by the digest of its text: it is not parsed again."""

    place: str
    digest: str


class CalendarSide(NamedTuple):
    """What a draft of a calendar file says beside the event's own values: its `values["calendar"]`.

    An action's `series_key` is the UID that it is related to: of the event that it came from, maybe.
    `series_key` and `original_start` (ISO 8601, with offset where the series' own zone is not in the file)
    are those of a changed occurrence, or (`is_rest`) of a series that goes on where another one was split.
    `modified` is UTC ("20241017T073000Z") or "". `method` is that of
    iTIP (RFC 5546). `is_own`: the file was written by CapaDesk.
    """

    uid: str
    sequence: int
    modified: str
    digest: str
    method: str = "PUBLISH"
    series_key: str = ""
    original_start: str = ""
    attendees: tuple[Attendee, ...] = ()
    organiser: Attendee | None = None
    is_own: bool = False
    is_rest: bool = False

    @property
    def version(self) -> str:
        """What is kept with the event as its `source_version`."""
        return f"{self.sequence}|{self.modified}|{self.digest}"


@runtime_checkable
class CalendarImportReader(ImportReader, Protocol):
    """Reads calendar files; what is `known` by its digest is not parsed again."""

    def read_calendar(
        self,
        path: Path,
        known: Container[str],
        time_zone: str = "",
        progress: ProgressCallback | None = None,
    ) -> Iterator[ReadItem | Unchanged]:
        """Drafts of kind "event" and "action"; a series before its changed occurrences. UnreadableFile.

        `time_zone` (IANA) is that of times which name none; "" for the desk's own.
        """
