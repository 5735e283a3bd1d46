"""Makes a calendar on a server equal to a feed, without overwriting what others have changed there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.feeds import (
    CalendarResource,
    CalendarServer,
    ChangedThere,
    Publications,
    Published,
    ResourceRefused,
)

_AT_ONCE = 50
"""So many resources are noted together: before they are put, and after."""
_NAMED = 5


class PublishOutcome(NamedTuple):
    """What was done. `changed_there` and `refused` (with the server's reason) are titles of events."""

    put: int
    deleted: int
    same: int
    changed_there: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


class _Step(NamedTuple):
    """One resource that is to be put (or, without `wanted`, deleted) over the server's state `etag`."""

    item: Published
    wanted: CalendarResource | None
    etag: str
    needs_look: bool


def resource_name(uid: str) -> str:
    """The name of an event on every server: made of its UID, so that no desk and no retry doubles it."""
    return f"{sha256(uid.encode()).hexdigest()[:40]}.ics"


class FeedPublishing:
    """One publication of one feed to one calendar.

    Before a resource is put, what it will say is noted; afterwards the server's ETag. So after a kill between
    the two the server is asked what it has: what we put is recognised, what others wrote is not overwritten.
    """

    def __init__(
        self,
        feed: UUID,
        url: str,
        server: CalendarServer,
        known: Publications,
        mark: Callable[[bytes], str],
        *,
        overwrite: bool = False,
    ) -> None:
        """`overwrite`: also what others have changed on the server."""
        self._feed = feed
        self._url = url
        self._server = server
        self._known = known
        self._mark = mark
        self._overwrite = overwrite
        self._put = self._deleted = self._same = 0
        self._changed_there: list[str] = []
        self._refused: list[tuple[str, str]] = []
        self._noted: list[Published] = []
        self._gone: list[str] = []

    def publish(
        self, resources: Mapping[str, CalendarResource], progress: ProgressCallback | None = None
    ) -> PublishOutcome:
        """Put what is new or has changed, delete what was published and is no more.

        Raises the errors of CalendarServer and what `progress` raises: what was done till then is noted.
        """
        steps = list(self._steps(resources))
        done = 0
        for start in range(0, len(steps), _AT_ONCE):
            batch = steps[start : start + _AT_ONCE]
            self._announce(batch)
            try:
                for step in batch:
                    if progress is not None:
                        progress(done, len(steps))
                    self._take(step)
                    done += 1
            finally:
                self._write_down()
        if progress is not None:
            progress(done, len(steps))
        return PublishOutcome(
            self._put, self._deleted, self._same, tuple(self._changed_there), tuple(self._refused)
        )

    def _steps(self, resources: Mapping[str, CalendarResource]) -> Iterator[_Step]:
        there = self._server.etags(self._url)
        known = self._known.items(self._feed)
        for uid, resource in resources.items():
            etag = there.get(resource_name(uid), "")
            item = known.get(uid, Published(uid, ""))._replace(title=resource.title)
            is_as_we_left_it = bool(etag) and item.etag == etag and not item.underway
            if is_as_we_left_it and item.digest == resource.digest:
                self._same += 1
            else:
                yield _Step(item, resource, etag, needs_look=bool(etag) and not is_as_we_left_it)
        for uid, item in known.items():
            if uid in resources:
                continue
            etag = there.get(resource_name(uid), "")
            yield _Step(item, None, etag, needs_look=item.etag != etag or bool(item.underway))

    def _announce(self, batch: Sequence[_Step]) -> None:
        # What is to be looked at first stays as it is known until the look has told what came of it.
        announced = [
            step.item._replace(underway=self._mark(step.wanted.data))
            for step in batch
            if step.wanted is not None and not step.needs_look
        ]
        if announced:
            self._known.note(self._feed, announced)

    def _write_down(self) -> None:
        noted, gone = self._noted, self._gone
        self._noted, self._gone = [], []
        if noted or gone:
            self._known.note(self._feed, noted, gone)

    # --- one resource -----------------------------------------------------------------------------

    def _take(self, step: _Step) -> None:
        try:
            if step.needs_look:
                self._look_then_act(step)
            else:
                self._act(step)
        except ChangedThere:  # since the list was read, or by a try of ours whose answer was lost
            try:
                self._look_then_act(step._replace(needs_look=True))
            except ChangedThere:
                self._changed_there.append(step.item.title)
        except ResourceRefused as refusal:
            self._refused.append((step.item.title, str(refusal)))

    def _look_then_act(self, step: _Step) -> None:
        name = resource_name(step.item.uid)
        found = self._server.get(self._url, name)
        if found is None:
            self._act(step._replace(etag=""))
            return
        data, etag = found
        said = self._mark(data)
        if step.wanted is not None and said == self._mark(step.wanted.data):
            self._note(step.wanted, etag, said)
            self._same += 1
        elif self._overwrite or said in {step.item.mark, step.item.underway} - {""}:
            if step.wanted is not None:
                underway = self._mark(step.wanted.data)
                item = Published(step.item.uid, step.wanted.title, etag, "", said, underway)
                self._known.note(self._feed, [item])
            self._act(step._replace(etag=etag))
        else:
            self._changed_there.append(step.item.title)

    def _act(self, step: _Step) -> None:
        name = resource_name(step.item.uid)
        if step.wanted is None:
            if step.etag:
                self._server.delete(self._url, name, step.etag)
                self._deleted += 1
            self._gone.append(step.item.uid)
            return
        etag = self._server.put(self._url, name, step.wanted.data, step.etag)
        said = self._mark(step.wanted.data)
        if not etag:  # the server wrote it in its own way (RFC 4791 5.3.4)
            found = self._server.get(self._url, name)
            if found is None:
                raise ChangedThere
            etag, said = found[1], self._mark(found[0])
        self._note(step.wanted, etag, said)
        self._put += 1

    def _note(self, resource: CalendarResource, etag: str, said: str) -> None:
        self._noted.append(Published(resource.uid, resource.title, etag, resource.digest, said))


def take_away(
    feed: UUID,
    url: str,
    server: CalendarServer,
    known: Publications,
    mark: Callable[[bytes], str],
    progress: ProgressCallback | None = None,
) -> PublishOutcome:
    """Delete from the server what a feed put there; what others have changed since stays there."""
    return FeedPublishing(feed, url, server, known, mark).publish({}, progress)


def some_names(titles: Sequence[str]) -> str:
    """The first of many titles."""
    return ", ".join(f"“{title}”" for title in titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
