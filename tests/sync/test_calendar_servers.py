"""Every calendar server keeps the same promises: the one in memory, and real ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.feeds.feed import is_secure
from capadesk.services.ports.feeds import CalendarServer, ChangedThere
from capadesk.sync.caldav_server import CalDavServer
from tests.server_process import ServerProcess
from tests.sync.calendar_server_fake import FakeCalendarServer

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


def event(uid: str, title: str) -> bytes:
    return EVENT.format(uid=uid, title=title).encode()


@pytest.fixture(params=["memory", "radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Iterator[CalendarServer]:
    if request.param == "memory":
        yield FakeCalendarServer()
        return
    real: ServerProcess = request.getfixturevalue(request.param)
    opened = CalDavServer(real.url, real.user, real.password, is_secure)
    yield opened
    opened.close()


def test_a_calendar_is_made_once_and_offered_by_its_name(server: CalendarServer):
    made = server.make_calendar("Öffentlich & mehr")
    assert server.make_calendar("Öffentlich & mehr") == made
    assert made in server.calendars()
    assert server.listing(made.url).etags == {}


def test_a_resource_is_put_changed_and_deleted_in_the_state_that_is_known_only(server: CalendarServer):
    url = server.make_calendar("States").url
    first = server.put(url, "a.ics", event("a", "One"), "")
    assert server.listing(url).etags == {"a.ics": first}
    with pytest.raises(ChangedThere):
        server.put(url, "a.ics", event("a", "Doubled"), "")
    second = server.put(url, "a.ics", event("a", "Two"), first)
    assert second != first
    for act in (
        lambda: server.put(url, "a.ics", event("a", "Late"), first),
        lambda: server.delete(url, "a.ics", first),
    ):
        with pytest.raises(ChangedThere):
            act()
    found = server.get(url, "a.ics")
    assert found is not None
    assert b"SUMMARY:Two" in found[0]
    assert found[1] == second
    server.delete(url, "a.ics", second)
    server.delete(url, "a.ics", second)
    assert server.get(url, "a.ics") is None
    assert server.listing(url).etags == {}


def test_a_calendar_that_is_not_there_is_named(server: CalendarServer):
    url = server.make_calendar("Here").url
    with pytest.raises(EnvironmentFailure) as failure:
        server.listing(url.rstrip("/") + "-not/")
    assert failure.value.code == "feed_not_found"
