"""Makes a calendar on a server equal to a feed, without overwriting what others have changed there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from typing import NamedTuple
from uuid import UUID

from capadesk.services.feeds.server_crew import Question, ServerCrew, Talk
from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.feeds import (
    CalendarResource,
    ChangedThere,
    Listing,
    Publications,
    Published,
    ResourceRefused,
)

_AT_ONCE = 50
"""So many resources are noted together: before they are put, and after."""
_NAMED = 5


class PublishOutcome(NamedTuple):
    """What was done. `changed_there` and `refused` (with the server's reason) are titles of events.

    `token` is the server's name for the state in which it holds what is known of it, "" for none.
    """

    put: int
    deleted: int
    same: int
    changed_there: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    token: str = ""


class _Step(NamedTuple):
    """One resource that is to be put (or, without `wanted`, deleted) over the server's state `etag`."""

    place: int
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
        crew: ServerCrew,
        known: Publications,
        mark: Callable[[bytes], str],
        *,
        overwrite: bool = False,
    ) -> None:
        """`overwrite`: also what others have changed on the server."""
        self._feed = feed
        self._url = url
        self._crew = crew
        self._known = known
        self._mark = mark
        self._overwrite = overwrite
        self._put = self._deleted = self._same = 0
        self._changed_there: dict[int, str] = {}
        self._refused: dict[int, tuple[str, str]] = {}
        self._noted: list[Published] = []
        self._gone: list[str] = []

    def publish(
        self,
        resources: Mapping[str, CalendarResource],
        progress: ProgressCallback | None = None,
        since: str = "",
    ) -> PublishOutcome:
        """Put what is new or has changed, delete what was published and is no more.

        `since` is the token of the publication before, if nothing has been put or deleted after it. Raises
        the errors of CalendarServer and what `progress` raises: what was done till then is noted.
        """
        listing = self._crew.ask(lambda server: server.listing(self._url, since))
        steps = list(self._steps(resources, listing))
        done = 0

        def told() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, len(steps))

        if progress is not None:
            progress(0, len(steps))
        for start in range(0, len(steps), _AT_ONCE):
            batch = steps[start : start + _AT_ONCE]
            self._announce(batch)
            try:
                self._crew.hold(map(self._taken, batch), told)
            finally:
                self._write_down()
        return PublishOutcome(
            self._put,
            self._deleted,
            self._same,
            tuple(self._changed_there[place] for place in sorted(self._changed_there)),
            tuple(self._refused[place] for place in sorted(self._refused)),
            self._token_after(listing, has_acted=bool(steps)),
        )

    def _steps(self, resources: Mapping[str, CalendarResource], listing: Listing) -> Iterator[_Step]:
        known = self._known.items(self._feed)
        places = count()
        for uid, resource in resources.items():
            item = known.get(uid, Published(uid, ""))._replace(title=resource.title)
            etag = _etag_there(listing, item)
            is_as_we_left_it = bool(etag) and item.etag == etag and not item.underway
            if is_as_we_left_it and item.digest == resource.digest:
                self._same += 1
            else:
                needs_look = bool(etag) and not is_as_we_left_it
                yield _Step(next(places), item, resource, etag, needs_look)
        for uid, item in known.items():
            if uid in resources:
                continue
            etag = _etag_there(listing, item)
            yield _Step(next(places), item, None, etag, item.etag != etag or bool(item.underway))

    def _token_after(self, listing: Listing, *, has_acted: bool) -> str:
        """The token of a state in which all that is ours is as it is known here; "" if that is not sure."""
        if not listing.token or self._changed_there or self._refused:
            return ""
        if not has_acted:
            return listing.token
        after = self._crew.ask(lambda server: server.listing(self._url, listing.token))
        ours = {resource_name(uid): item.etag for uid, item in self._known.items(self._feed).items()}
        if after.is_whole:
            is_sure = all(after.etags.get(name) == etag for name, etag in ours.items())
        else:
            is_sure = all(ours.get(name, etag) == etag for name, etag in after.etags.items())
        return after.token if is_sure else ""

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

    def _taken(self, step: _Step) -> Talk:
        try:
            yield from self._look_then_act(step) if step.needs_look else self._act(step)
        except ChangedThere:  # since the list was read, or by a try of ours whose answer was lost
            try:
                yield from self._look_then_act(step._replace(needs_look=True))
            except ChangedThere:
                self._changed_there[step.place] = step.item.title
        except ResourceRefused as refusal:
            self._refused[step.place] = (step.item.title, str(refusal))

    def _look_then_act(self, step: _Step) -> Talk:
        found = yield self._get(step.item.uid)
        if found is None:
            yield from self._act(step._replace(etag=""))
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
            yield from self._act(step._replace(etag=etag))
        else:
            self._changed_there[step.place] = step.item.title

    def _act(self, step: _Step) -> Talk:
        url, name, wanted, before = self._url, resource_name(step.item.uid), step.wanted, step.etag
        if wanted is None:
            if before:
                yield lambda server: server.delete(url, name, before)
                self._deleted += 1
            self._gone.append(step.item.uid)
            return
        etag = yield lambda server: server.put(url, name, wanted.data, before)
        said = self._mark(wanted.data)
        if not etag:  # the server wrote it in its own way (RFC 4791 5.3.4)
            found = yield self._get(step.item.uid)
            if found is None:
                raise ChangedThere
            etag, said = found[1], self._mark(found[0])
        self._note(wanted, etag, said)
        self._put += 1

    def _get(self, uid: str) -> Question:
        return lambda server: server.get(self._url, resource_name(uid))

    def _note(self, resource: CalendarResource, etag: str, said: str) -> None:
        self._noted.append(Published(resource.uid, resource.title, etag, resource.digest, said))


def take_away(
    feed: UUID,
    url: str,
    crew: ServerCrew,
    known: Publications,
    mark: Callable[[bytes], str],
    progress: ProgressCallback | None = None,
) -> PublishOutcome:
    """Delete from the server what a feed put there; what others have changed since stays there."""
    return FeedPublishing(feed, url, crew, known, mark).publish({}, progress)


def _etag_there(listing: Listing, item: Published) -> str:
    return listing.etags.get(resource_name(item.uid), "" if listing.is_whole else item.etag)


def some_names(titles: Sequence[str]) -> str:
    """The first of many titles."""
    return ", ".join(f"“{title}”" for title in titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
