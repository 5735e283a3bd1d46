"""Calendars on a server (CalDAV, RFC 4791) by the library caldav."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from caldav.davclient import DAVClient
from caldav.lib import error as dav_errors
from caldav.lib.http_sync import requests

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports.feeds import ChangedThere, Listing, OfferedCalendar, ResourceRefused
from capadesk.sync.bounded_session import BoundedSession
from capadesk.sync.calendar_listing import changes_since, strong, whole_listing
from capadesk.sync.offered_calendars import last_part, offered_calendars
from capadesk.sync.server_errors import failure_of, translated, understood

_CONNECT_S, _READ_S = 10, 30
_WELL_KNOWN = "/.well-known/caldav"
_CALENDAR = "text/calendar; charset=utf-8"
_AS_IT_IS = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
"""What is packed on the way has another ETag with some servers."""
_PRIVILEGES, _QUOTA = "{DAV:}need-privileges", "{DAV:}quota-not-exceeded"
_CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_OF_THE_SERVER = frozenset({404, 408, 423})
"""Refusals that are not about the one resource: 423, somebody else writes there just now (RFC 4918 11.3)."""
_LONGEST_REASON = 200
_ELSEWHERE = frozenset({"feed_not_found", "feed_answer_unusable", "feed_server_failed", "feed_not_permitted"})
"""What a server may say at an address that is not that of its calendars."""


class WayIn:
    """How a server lets a user in, once it has said so: it need not be asked again for each connection."""

    def __init__(self) -> None:
        self.auth: Any = None

    def learn(self, auth: Any) -> None:
        """Keep it if it holds for further connections: a digest (RFC 7616) begins anew with each."""
        if type(auth) is requests.auth.HTTPBasicAuth:
            self.auth = auth

    def forget(self) -> None:
        """It does not hold any more."""
        self.auth = None


class CalDavServers:
    """Opens servers; each lets its user in as it did before, while the program runs."""

    def __init__(self, is_allowed: Callable[[str], bool]) -> None:
        """`is_allowed`: whether something may be sent to an address."""
        self._is_allowed = is_allowed
        self._ways: dict[tuple[str, ...], WayIn] = {}

    def __call__(self, url: str, user: str, password: str) -> CalDavServer:
        """The server at an address, for a user."""
        way = self._ways.setdefault((*urlsplit(url)[:2], user, password), WayIn())
        return CalDavServer(url, user, password, self._is_allowed, way)


class CalDavServer:
    """Implements ports.CalendarServer."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        is_allowed: Callable[[str], bool],
        way_in: WayIn | None = None,
    ) -> None:
        """Connects when it is first asked. `is_allowed`: whether something may be sent to an address."""
        self._url = url
        self._way_in = way_in or WayIn()
        self._user = user
        self._password = password
        self._is_allowed = is_allowed
        self._client = self._client_at(url)
        self._is_well_known = False

    def another(self) -> CalDavServer:
        """See ports.CalendarServer; how it lets its user in is known already."""
        self._way_in.learn(self._client.auth)
        return CalDavServer(self._url, self._user, self._password, self._is_allowed, self._way_in)

    def _client_at(self, url: str) -> Any:
        client: Any = DAVClient(
            url=url,
            username=self._user or None,
            password=self._password if self._user else None,
            enable_rfc6764=False,
        )
        client.auth = self._way_in.auth
        client.session.close()
        session = BoundedSession()
        session.is_allowed = self._is_allowed
        client.session = session
        client.timeout = (_CONNECT_S, _READ_S)
        return client

    def calendars(self) -> list[OfferedCalendar]:
        """See ports.CalendarServer; looks at the server's well-known address as well (RFC 6764 5)."""
        try:
            found = self._calendars()
        except EnvironmentFailure as failure:
            if failure.code not in _ELSEWHERE:
                raise
            found = []
            refusal: EnvironmentFailure | None = failure
        else:
            refusal = None
        if not found and not self._is_well_known:
            before = self._client
            self._client, self._is_well_known = self._client_at(urljoin(self._url, _WELL_KNOWN)), True
            try:
                found = self._calendars()
            except EnvironmentFailure as failure:
                if refusal is not None:
                    raise refusal from failure
                self._client, before = before, self._client
            before.close()
        return found

    def _calendars(self) -> list[OfferedCalendar]:
        with self._translated(), understood(self._url):
            return offered_calendars(self._client)

    def make_calendar(self, name: str) -> OfferedCalendar:
        """See ports.CalendarServer."""
        for calendar in self.calendars():
            if calendar.name == name:
                return calendar
        with self._translated(), understood(self._url):
            try:
                made = self._client.get_principal().make_calendar(name=name, cal_id=uuid4().hex)
            except (dav_errors.MkcalendarError, dav_errors.AuthorizationError) as error:
                if error.status in (403, 405, 501):
                    raise EnvironmentFailure(
                        "feed_calendar_not_made", location=self._where, name=name
                    ) from error
                raise
            return OfferedCalendar(self._absolute(made.url), name)

    def listing(self, url: str, since: str = "") -> Listing:
        """See ports.CalendarServer."""
        with self._translated():
            with understood(self._url):
                changes = changes_since(self._client, url, since) if since else None
                if changes is not None:
                    return changes
                status, listing = whole_listing(self._client, url)
            self._require_done(status, url)
            return listing

    def get(self, url: str, name: str) -> tuple[bytes, str] | None:
        """See ports.CalendarServer."""
        with self._translated():
            answer = self._client.request(_place(url, name), "GET", "", _AS_IT_IS)
            if answer.status in (404, 410):
                return None
            self._require_done(answer.status, url)
            return answer.raw.encode(), strong(answer.headers.get("ETag", ""))

    def put(self, url: str, name: str, data: bytes, etag: str) -> str:
        """See ports.CalendarServer."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        with self._translated():
            try:
                answer = self._client.put(_place(url, name), data, {"Content-Type": _CALENDAR, **condition})
            except dav_errors.AuthorizationError as error:
                if error.status == 403 and set(error.preconditions) - {_PRIVILEGES}:
                    self._refuse(error.preconditions)
                raise
            if 400 <= answer.status < 500 and answer.status not in _OF_THE_SERVER:
                reasons = dav_errors.parse_preconditions(answer.raw)
                if answer.status == 412 and not any(_CALDAV in reason for reason in reasons):
                    raise ChangedThere
                if (
                    answer.status == 409 and not reasons
                ):  # what a missing calendar is told by (RFC 4918 9.7.1)
                    self._require_done(whole_listing(self._client, url)[0], url)
                self._refuse(reasons or [f"{answer.status} {answer.reason}"])
            self._require_done(answer.status, url)
            return strong(str(answer.headers.get("ETag", "")))

    def _refuse(self, reasons: list[str]) -> NoReturn:
        if _QUOTA in reasons:
            raise EnvironmentFailure("feed_server_full", location=self._where)
        raise ResourceRefused(last_part(reasons[0], "}")[:_LONGEST_REASON])

    def delete(self, url: str, name: str, etag: str) -> None:
        """See ports.CalendarServer."""
        with self._translated():
            answer = self._client.delete(_place(url, name), {"If-Match": etag})
            if answer.status == 412:
                raise ChangedThere
            if answer.status not in (404, 410):
                self._require_done(answer.status, url)

    def close(self) -> None:
        """Let go of the connection."""
        self._way_in.learn(self._client.auth)
        self._client.close()

    def _absolute(self, url: Any) -> str:
        return urljoin(str(self._client.url), str(url))

    def _require_done(self, status: int, url: str) -> None:
        if not 200 <= status < 300:
            raise failure_of(status, self._where, url)

    @property
    def _where(self) -> str:
        return urlsplit(self._url).netloc

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with translated(self._url, self._user):
                yield
        except EnvironmentFailure as failure:
            if failure.code == "feed_login_wrong":
                self._way_in.forget()
                self._client.auth = None
            raise


def _place(url: str, name: str) -> str:
    return f"{url.rstrip('/')}/{name}"
