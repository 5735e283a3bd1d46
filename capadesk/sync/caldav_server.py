"""Calendars on a server (CalDAV, RFC 4791) by the library caldav."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from caldav.davclient import DAVClient
from caldav.lib import error as dav_errors
from caldav.lib.http_sync import requests
from lxml.etree import LxmlError

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports.feeds import ChangedThere, OfferedCalendar, ResourceRefused
from capadesk.sync.bounded_session import AnswerHostile, AnswerTooLarge, BoundedSession, RedirectedAway

_CONNECT_S, _READ_S = 10, 30
_WELL_KNOWN = "/.well-known/caldav"
_ETAG = "{DAV:}getetag"
_CALENDAR = "text/calendar; charset=utf-8"
_AS_IT_IS = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
"""What is packed on the way has another ETag with some servers."""
_PRIVILEGES = "{DAV:}need-privileges"
_LONGEST_REASON = 200
_ELSEWHERE = frozenset({"feed_not_found", "feed_answer_unusable", "feed_server_failed", "feed_not_permitted"})
"""What a server may say at an address that is not that of its calendars."""


class CalDavServer:
    """Implements ports.CalendarServer."""

    def __init__(self, url: str, user: str, password: str, is_allowed: Callable[[str], bool]) -> None:
        """Connects when it is first asked. `is_allowed`: whether something may be sent to an address."""
        self._url = url
        self._user = user
        self._password = password
        self._is_allowed = is_allowed
        self._client = self._client_at(url)
        self._is_well_known = False

    def _client_at(self, url: str) -> Any:
        client: Any = DAVClient(
            url=url,
            username=self._user or None,
            password=self._password if self._user else None,
            enable_rfc6764=False,
        )
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
        with self._translated(), self._understood():
            found = self._client.get_principal().get_calendars()
            urls = [self._absolute(each.url) for each in found]
            names = [each.get_display_name() or _last(url) for each, url in zip(found, urls, strict=True)]
        offered = map(OfferedCalendar, urls, names)
        return sorted(offered, key=lambda each: (each.name.casefold(), each.url))

    def make_calendar(self, name: str) -> OfferedCalendar:
        """See ports.CalendarServer."""
        for calendar in self.calendars():
            if calendar.name == name:
                return calendar
        with self._translated(), self._understood():
            made = self._client.get_principal().make_calendar(name=name, cal_id=uuid4().hex)
            return OfferedCalendar(self._absolute(made.url), name)

    def etags(self, url: str) -> dict[str, str]:
        """See ports.CalendarServer."""
        with self._translated():
            with self._understood():
                answer = self._client.propfind(url, props=["getetag"], depth=1)
            self._require_done(answer.status, url)
            found = {}
            for each in answer.results or ():
                etag, name = each.properties.get(_ETAG), each.href.rpartition("/")[2]
                if name and isinstance(etag, str):
                    found[name] = _strong(etag)
            return found

    def get(self, url: str, name: str) -> tuple[bytes, str] | None:
        """See ports.CalendarServer."""
        with self._translated():
            answer = self._client.request(_place(url, name), "GET", "", _AS_IT_IS)
            if answer.status in (404, 410):
                return None
            self._require_done(answer.status, url)
            return answer.raw.encode(), _strong(answer.headers.get("ETag", ""))

    def put(self, url: str, name: str, data: bytes, etag: str) -> str:
        """See ports.CalendarServer."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        with self._translated():
            try:
                answer = self._client.put(_place(url, name), data, {"Content-Type": _CALENDAR, **condition})
            except dav_errors.AuthorizationError as error:
                if error.status == 403 and set(error.preconditions) - {_PRIVILEGES}:
                    raise ResourceRefused(_last(error.preconditions[0], "}")) from error
                raise
            if answer.status == 412:
                raise ChangedThere
            if 400 <= answer.status < 500 and answer.status not in (404, 408):
                reasons = dav_errors.parse_preconditions(answer.raw)
                reason = _last(reasons[0], "}") if reasons else f"{answer.status} {answer.reason}"
                raise ResourceRefused(reason[:_LONGEST_REASON])
            self._require_done(answer.status, url)
            return _strong(str(answer.headers.get("ETag", "")))

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
        self._client.close()

    def _absolute(self, url: Any) -> str:
        return urljoin(str(self._client.url), str(url))

    def _require_done(self, status: int, url: str) -> None:
        if 200 <= status < 300:
            return
        if status in (404, 410):
            raise EnvironmentFailure("feed_not_found", location=url)
        raise EnvironmentFailure("feed_server_failed", location=self._where, status=status)

    @property
    def _where(self) -> str:
        return urlsplit(self._url).netloc

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """The library stumbles over answers that are no WebDAV at all, such as the page of a web site."""
        try:
            yield
        except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise EnvironmentFailure("feed_answer_unusable", location=self._where) from error

    @contextmanager
    def _translated(self) -> Iterator[None]:
        where = self._where
        try:
            yield
        except RedirectedAway as error:
            raise EnvironmentFailure("feed_redirected", location=where, target=str(error)) from error
        except (AnswerTooLarge, AnswerHostile, LxmlError, NotImplementedError) as error:
            raise EnvironmentFailure("feed_answer_unusable", location=where) from error
        except requests.exceptions.SSLError as error:
            raise EnvironmentFailure("feed_certificate_bad", location=where) from error
        except dav_errors.RateLimitError as error:
            raise EnvironmentFailure("feed_server_failed", location=where, status=error.status) from error
        except dav_errors.AuthorizationError as error:
            code = "feed_not_permitted" if error.status == 403 else "feed_login_wrong"
            raise EnvironmentFailure(code, location=where, user=self._user) from error
        except dav_errors.NotFoundError as error:
            raise EnvironmentFailure("feed_not_found", location=self._url) from error
        except dav_errors.DAVError as error:
            if error.status is None:
                raise EnvironmentFailure("feed_answer_unusable", location=where) from error
            raise EnvironmentFailure("feed_server_failed", location=where, status=error.status) from error
        except (requests.exceptions.RequestException, OSError) as error:
            raise EnvironmentFailure("feed_server_silent", location=where) from error


def _place(url: str, name: str) -> str:
    return f"{url.rstrip('/')}/{name}"


def _strong(etag: str) -> str:
    """An ETag that can be compared (RFC 9110 13.1.1): some servers on the way only call it weak."""
    return etag.removeprefix("W/")


def _last(text: str, mark: str = "/") -> str:
    return text.rstrip(mark).rpartition(mark)[2]
