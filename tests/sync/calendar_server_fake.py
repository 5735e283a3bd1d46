"""A calendar server in memory: what a real one does, and what goes wrong with one, when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports.feeds import ChangedThere, Listing, OfferedCalendar, ResourceRefused

URL = "https://calendar.example.org/ada/public/"


class FakeCalendarServer:
    """Implements ports.CalendarServer; what it keeps outlives `close`, as that of a server does."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, bytes]] = {URL: {}}
        self.names = {URL: "Public"}
        self.asked: list[str] = []
        self.tells_etags = True
        self.tells_changes = True
        self._states: dict[str, dict[str, str]] = {}
        self.refuses: frozenset[str] = frozenset()
        self.before: Callable[[str, str], None] = lambda _method, _name: None
        self.after: Callable[[str, str], None] = lambda _method, _name: None

    def __call__(self, _url: str, _user: str, _password: str) -> FakeCalendarServer:
        return self

    def another(self) -> FakeCalendarServer:
        return self

    def calendars(self) -> list[OfferedCalendar]:
        return sorted((OfferedCalendar(url, name) for url, name in self.names.items()), key=lambda c: c.name)

    def make_calendar(self, name: str) -> OfferedCalendar:
        for calendar in self.calendars():
            if calendar.name == name:
                return calendar
        url = f"https://calendar.example.org/ada/{len(self.kept)}/"
        self.kept[url], self.names[url] = {}, name
        return OfferedCalendar(url, name)

    def listing(self, url: str, since: str = "") -> Listing:
        self.before("listing", since)
        if url not in self.kept:
            raise EnvironmentFailure("feed_not_found", location=url)
        now = {name: _etag(data) for name, data in self.kept[url].items()}
        if not self.tells_changes:
            return Listing(now)
        token = f"state {len(self._states)}"
        self._states[token] = now
        if since not in self._states:
            return Listing(now, token)
        before = self._states[since]
        changed = {name: etag for name, etag in now.items() if before.get(name) != etag}
        return Listing({**changed, **dict.fromkeys(before.keys() - now.keys(), "")}, token, is_whole=False)

    def get(self, url: str, name: str) -> tuple[bytes, str] | None:
        self.before("get", name)
        self.asked.append("get")
        data = self.kept[url].get(name)
        return None if data is None else (data, _etag(data))

    def put(self, url: str, name: str, data: bytes, etag: str) -> str:
        self.before("put", name)
        self.asked.append("put")
        there = self.kept[url].get(name)
        if (_etag(there) if there is not None else "") != etag:
            raise ChangedThere
        if name in self.refuses:
            raise ResourceRefused("max-resource-size")
        self.kept[url][name] = data
        self.after("put", name)
        return _etag(data) if self.tells_etags else ""

    def delete(self, url: str, name: str, etag: str) -> None:
        self.before("delete", name)
        self.asked.append("delete")
        there = self.kept[url].get(name)
        if there is not None and _etag(there) != etag:
            raise ChangedThere
        self.kept[url].pop(name, None)
        self.after("delete", name)

    def close(self) -> None:
        """Nothing is held."""


def _etag(data: bytes) -> str:
    return f'"{sha256(data).hexdigest()}"'
