"""Named feeds: which there are on this desk, how they fare, and their publication."""

from __future__ import annotations

import errno
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from capadesk.domain.errors import Cancelled, CapaDeskError, EnvironmentFailure, UserError
from capadesk.domain.folding import collation_key
from capadesk.services.feeds.feed import (
    Feed,
    account_of,
    address_of,
    feeds_of_text,
    is_secure,
    require_sound_feed,
    text_of_feeds,
)
from capadesk.services.feeds.feed_publishing import FeedPublishing, PublishOutcome, some_names, take_away
from capadesk.services.feeds.feed_state import FeedState, state_of_text
from capadesk.services.feeds.server_crew import Heart, ServerCrew
from capadesk.services.own_file import refuse_own_file
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.ports.feeds import CalendarServer, OfferedCalendar

if TYPE_CHECKING:
    from capadesk.services.calendars.calendar_service import CalendarService
    from capadesk.services.ports import Clock, ProgressCallback, Store
    from capadesk.services.ports.feeds import CalendarFiles, Passwords, Publications

FEEDS = "feeds"
"""The own setting that holds them."""
CONCERNED_BY = frozenset(
    {
        *("event", "participation", "action", "organisation", "person", "city", "code_item"),
        *("platform", "tag", "tagging", "series", "project"),
    }
)
"""The kinds of records whose changes can change a feed."""
_TURN_S = 0.1
_LOOKED_THROUGH = 100
"""ChangeSets: more of them hardly ever leave out all that a feed is made of."""
_PUT_OFF_S = 600

OpenServer = Callable[[str, str, str], CalendarServer]
"""Of an address, a user and a password."""


class FeedLine(NamedTuple):
    """A feed and how it fares."""

    feed: Feed
    state: FeedState


class FeedService:
    """The feeds of this user on this computer: they are never merged. Any thread may call it."""

    def __init__(
        self,
        store: Store,
        calendar: CalendarService,
        clock: Clock,
        files: CalendarFiles,
        known: Publications,
        passwords: Passwords,
        open_server: OpenServer,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._files = files
        self._known = known
        self._passwords = passwords
        self._open_server = open_server
        self._publishing = threading.Lock()

    # --- which there are --------------------------------------------------------------------------

    @property
    def can_publish(self) -> bool:
        """Whether this desk publishes: not where it is open for reading only."""
        return not self._store.is_read_only

    def lines(self) -> list[FeedLine]:
        """The feeds by name, and how they fare."""
        feeds = sorted(self._feeds(), key=lambda feed: (collation_key(feed.name), feed.id))
        return [FeedLine(feed, self._state(feed)) for feed in feeds]

    def find(self, name: str) -> Feed:
        """The feed of a name or an id; UserError `feed_unknown`."""
        for feed in self._feeds():
            if name in (feed.name, str(feed.id)):
                return feed
        raise UserError("feed_unknown", name=name)

    def save(self, feed: Feed, password: str = "", *, keeps_password: bool = True) -> bool:
        """Add a feed, or change one; whether its password is where it is found at the next start.

        InvalidRecord; UserError `feed_name_taken`, `feed_place_fixed`, `feed_place_taken`, `read_only`.
        """
        feed = replace(feed, name=" ".join(feed.name.split()))
        require_sound_feed(feed)
        others = [each for each in self._feeds() if each.id != feed.id]
        before = next((each for each in self._feeds() if each.id == feed.id), None)
        if before is not None and before.place != feed.place:
            raise UserError("feed_place_fixed", name=before.name)
        for each in others:
            if each.name == feed.name:
                raise UserError("feed_name_taken", name=feed.name)
            if each.place == feed.place:
                raise UserError("feed_place_taken", name=each.name)
        self._store.set_own_setting(FEEDS, text_of_feeds([*others, feed]))
        state = self._state(feed)
        if (before is not None and before != feed) or password:
            # What it holds has changed, or what it waited for has come.
            self._keep(feed, replace(state, mark=-1, next_try=None))
        if before is not None and not before.is_file:
            self._forget_password_of(before.account, [*others, feed])
        if not feed.is_file and password:
            self._passwords.enter(feed.account, password)
            return keeps_password and self._passwords.keep(feed.account)
        return True

    def remove(self, feed: Feed, *, takes_away: bool, progress: ProgressCallback | None = None) -> int:
        """Forget a feed; with `takes_away` what was published first. How many events others changed there.

        Raises what publishing raises, and the feed stays. UserError `read_only`.
        """
        left = 0
        with self._turn(progress):
            if takes_away:
                left = len(self._taken_away(feed, progress).changed_there)
            others = [each for each in self._feeds() if each.id != feed.id]
            self._store.set_own_setting(FEEDS, text_of_feeds(others) if others else "")
            self._known.forget(feed.id)
        if not feed.is_file:
            self._forget_password_of(feed.account, others)
        return left

    def _forget_password_of(self, account: str, feeds: list[Feed]) -> None:
        if all(each.is_file or each.account != account for each in feeds):
            self._passwords.forget(account)

    # --- servers ----------------------------------------------------------------------------------

    def offered(self, typed: str, user: str, password: str) -> list[OfferedCalendar]:
        """Try a connection: the calendars of a user on a server; "" is the password that is known.

        UserError `feed_address_unknown`, `feed_not_secure`; the errors of CalendarServer.
        """
        with self._connected(typed, user, password) as server:
            return server.calendars()

    def make_calendar(self, typed: str, user: str, password: str, name: str) -> OfferedCalendar:
        """Make a calendar on a server; errors as `offered`."""
        with self._connected(typed, user, password) as server:
            return server.make_calendar(name)

    @contextmanager
    def _connected(self, typed: str, user: str, password: str) -> Iterator[CalendarServer]:
        url = address_of(typed)
        if not url:
            raise UserError("feed_address_unknown", location=typed)
        if not is_secure(url):
            raise UserError("feed_not_secure", location=url)
        known = password or self._passwords.of(account_of(url, user)) or ""
        with closing(self._open_server(url, user, known)) as server:
            yield server

    # --- publishing -------------------------------------------------------------------------------

    def publish(
        self, feed: Feed, *, overwrite: bool = False, progress: ProgressCallback | None = None
    ) -> FeedState:
        """Make what is published equal to the feed; `overwrite` also what others have changed there.

        What failed is kept in the feed's state and raised: UserError `feed_changed_there`, `feed_refused`,
        `feed_file_taken`, `feed_password_needed` and those of writing a file; the errors of CalendarServer;
        Cancelled, and what was done till then stays done.
        """
        with self._turn(progress):
            return self._publish(feed, overwrite=overwrite, progress=progress)

    def put_off(self, feed: Feed) -> None:
        """Publish a feed a while later: its publication was cancelled by somebody who wants it calm."""
        next_try = self._clock.now() + timedelta(seconds=_PUT_OFF_S)
        self._keep(feed, replace(self._state(feed), next_try=next_try))

    def publish_due(self, progress: ProgressCallback | None = None) -> bool:
        """Publish what has changed or is to be tried again; whether anything was tried.

        What fails is kept in the state of the feed. Cancelled.
        """
        if not self.can_publish:
            return False
        concerned = self._concerned()
        due = [line.feed for line in self.lines() if self._is_due(line, concerned)]
        for feed in due:
            try:
                if progress is not None:
                    progress(0, 0)
                self.publish(feed, progress=progress)
            except Cancelled:
                raise
            except CapaDeskError:
                continue
        return bool(due)

    def _is_due(self, line: FeedLine, concerned: Callable[[int], bool]) -> bool:
        state, now = line.state, self._clock.now()
        if state.next_try is not None:
            return state.next_try <= now
        if state.published_at is None or concerned(state.mark):
            return True
        # "Coming" is something else on the next day.
        return state.published_at.astimezone().date() != now.astimezone().date()

    def _concerned(self) -> Callable[[int], bool]:
        """Whether something after a mark can change a feed; what is far back is not looked through."""
        latest = self._store.latest_change()

        @cache
        def concerned(mark: int) -> bool:
            if mark == latest:
                return False
            if not 0 <= latest - mark <= _LOOKED_THROUGH or mark < 0:
                return True
            return any(each.kinds() & CONCERNED_BY for each in self._store.changes_since(mark))

        return concerned

    def _publish(self, feed: Feed, *, overwrite: bool, progress: ProgressCallback | None) -> FeedState:
        mark = self._store.latest_change()
        state = self._state(feed)
        token = ""
        if state.token:
            # From the first put on it names a state that is gone; it is known again when all went well.
            self._keep(feed, replace(state, token=""))
        try:
            if feed.is_file and not Path(feed.file).parent.is_dir():
                raise UserError("folder_missing", folder=str(Path(feed.file).parent))  # before the work
            with tempfile.TemporaryDirectory(prefix="capadesk-feed-") as folder:
                written = Path(folder) / "feed.ics"
                events = self._write(feed, written, progress)
                if feed.is_file:
                    self._put_file(feed, written, state)
                else:
                    since = "" if overwrite else state.token_to_ask_with(self._clock.now())
                    token = self._put_on_server(feed, written, progress, since, overwrite=overwrite)
        except Cancelled:
            raise
        except CapaDeskError as error:
            self._keep(feed, state.failed(error, self._clock.now(), is_file=feed.is_file))
            raise
        except OSError as error:
            failure = _failure_of(error, feed)
            self._keep(feed, state.failed(failure, self._clock.now(), is_file=feed.is_file))
            raise failure from error
        done = state.published(self._clock.now(), events, mark, token)
        self._keep(feed, done)
        return done

    def _write(self, feed: Feed, path: Path, progress: ProgressCallback | None) -> int:
        query = feed.filter.narrowed(ListQuery(feed.kind), self._clock.today())
        return self._calendar.export(
            path,
            query=ListQuery(ListKind.CALENDAR) if feed.events else query,
            ids=feed.events or None,
            calendar_name=feed.name,
            partial_dates_as_spans=feed.with_spans,
            with_attendees=feed.with_people,
            with_internal=feed.with_internal,
            with_actions=feed.with_actions,
            # Whoever reads a feed sees that an event is not there any more.
            with_deleted=False,
            is_noted=False,
            progress=None if progress is None else lambda _done, _total: progress(0, 0),
        ).written

    def _put_file(self, feed: Feed, written: Path, state: FeedState) -> None:
        target = Path(feed.file)
        refuse_own_file(self._store, target)
        if state.published_at is None and target.exists() and not self._files.is_ours(target):
            raise UserError("feed_file_taken", file=feed.file)
        self._files.put_in_place(written, target)

    def _put_on_server(
        self, feed: Feed, written: Path, progress: ProgressCallback | None, since: str, *, overwrite: bool
    ) -> str:
        resources = self._files.resources(written)
        heart = None if progress is None else Heart(progress)
        with closing(self._crew_of(feed, heart)) as crew:
            publishing = FeedPublishing(
                feed.id, feed.url, crew, self._known, self._files.mark, overwrite=overwrite
            )
            outcome = publishing.publish(resources, heart, since)
        self._complain_of(feed, outcome)
        return outcome.token

    def _taken_away(self, feed: Feed, progress: ProgressCallback | None) -> PublishOutcome:
        nothing = PublishOutcome(0, 0, 0, (), ())
        if feed.is_file:
            if self._state(feed).published_at is None:
                return nothing
            target = Path(feed.file)
            try:
                if target.is_file() and self._files.is_ours(target):
                    target.unlink()
            except OSError as error:
                detail = error.strerror or ""
                raise EnvironmentFailure("file_not_writable", file=feed.file, detail=detail) from error
            return nothing
        if not self._known.items(feed.id):
            return nothing
        heart = None if progress is None else Heart(progress)
        with closing(self._crew_of(feed, heart)) as crew:
            outcome = take_away(feed.id, feed.url, crew, self._known, self._files.mark, heart)
        if outcome.refused:
            self._complain_of(feed, outcome._replace(changed_there=()))
        return outcome

    def _complain_of(self, feed: Feed, outcome: PublishOutcome) -> None:
        if outcome.refused:
            titles = [title for title, _reason in outcome.refused]
            detail = outcome.refused[0][1]
            raise UserError(
                "feed_refused", name=feed.name, count=len(titles), titles=some_names(titles), detail=detail
            )
        if outcome.changed_there:
            titles = list(outcome.changed_there)
            raise UserError(
                "feed_changed_there", name=feed.name, count=len(titles), titles=some_names(titles)
            )

    def _crew_of(self, feed: Feed, heart: Heart | None) -> ServerCrew:
        password = self._passwords.of(feed.account)
        if feed.user and password is None:
            raise UserError("feed_password_needed", name=feed.name, location=feed.account)
        server = self._open_server(feed.url, feed.user, password or "")
        return ServerCrew(server, None if heart is None else heart.beat)

    @contextmanager
    def _turn(self, progress: ProgressCallback | None) -> Iterator[None]:
        """One publication at a time; whoever waits for it can cancel."""
        while not self._publishing.acquire(timeout=_TURN_S):
            if progress is not None:
                progress(0, 0)
        try:
            yield
        finally:
            self._publishing.release()

    def close(self) -> None:
        """Let go of the file of what is known: before the data file is closed."""
        self._known.close()

    # --- what is kept -----------------------------------------------------------------------------

    def _feeds(self) -> list[Feed]:
        return feeds_of_text(self._store.own_setting(FEEDS))

    def _state(self, feed: Feed) -> FeedState:
        return state_of_text(self._known.state(feed.id))

    def _keep(self, feed: Feed, state: FeedState) -> None:
        self._known.keep_state(feed.id, state.text())


def _failure_of(error: OSError, feed: Feed) -> EnvironmentFailure:
    """What a disk says while something is put together, or of the folder of the file."""
    file = str(error.filename or feed.file)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentFailure("disk_full", file=file)
    return EnvironmentFailure("disk_failed", file=file, detail=error.strerror or "")
