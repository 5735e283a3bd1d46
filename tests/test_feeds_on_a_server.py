"""Feeds on real calendar servers that are killed in the middle: they equal us, and nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import icalendar
import pytest
from caldav.davclient import DAVClient

from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed import Feed
from tests.made_files import MadeFiles
from tests.server_process import ServerProcess
from tests.slow_line import SlowLine

BAR_FIVE = ("radicale", 500, 50, 10)
SMALLER = ("xandikos", 30, 8, 3)


@pytest.fixture
def desk(tmp_path: Path, made_files: MadeFiles) -> Iterator[Desk]:
    opened = made_files.desk(tmp_path / "desk.db")
    yield opened
    opened.feeds.close()
    opened.store.close()


def said(calendar: Any) -> list[tuple[str, ...]]:
    """What each event of a calendar says, in a form that can be compared."""
    return sorted(
        tuple(str(event.get(name, "")) for name in ("UID", "SUMMARY", "STATUS", "SEQUENCE", "LOCATION"))
        + tuple(event[name].to_ical().decode() for name in ("DTSTART", "DTEND", "RRULE") if name in event)
        for event in calendar.walk("VEVENT")
    )


def ours(desk: Desk, path: Path) -> list[tuple[str, ...]]:
    desk.calendar.export(path, with_internal=True, with_deleted=False)
    return said(icalendar.Calendar.from_ical(path.read_bytes()))


def theirs(url: str, server: ServerProcess) -> list[tuple[str, ...]]:
    """What a second client reads from the server."""
    with DAVClient(url=url, username=server.user, password=server.password, enable_rfc6764=False) as client:
        resources = client.calendar(url=url).get_events()
        return sorted(line for each in resources for line in said(each.get_icalendar_instance()))


def save(desk: Desk, events: list[Event]) -> None:
    with desk.store.unit_of_work() as work:
        for event in events:
            work.save(event)
        work.commit("Saved “{name}”", name="many")


@pytest.mark.parametrize(("name", "events", "changed", "cancelled"), [BAR_FIVE, SMALLER])
def test_a_server_that_was_taken_away_in_the_middle_equals_us_and_nothing_is_doubled(
    request: pytest.FixtureRequest,
    desk: Desk,
    tmp_path: Path,
    name: str,
    events: int,
    changed: int,
    cancelled: int,
):
    server: ServerProcess = request.getfixturevalue(name)
    desk.sample.add_scaled(events * 9 // 8, 5, 0, seed=5)
    calendar = desk.feeds.make_calendar(server.url, server.user, server.password, "Bar five")
    feed = Feed(name="Everything", url=calendar.url, user=server.user, with_internal=True)
    desk.feeds.save(feed, server.password or "any")

    def take_away(done: int, total: int) -> None:
        if total and done == total // 2:
            server.stop()

    with pytest.raises(EnvironmentFailure) as failure:
        desk.feeds.publish(feed, progress=take_away)
    assert failure.value.code == "feed_server_silent"
    server.start()
    assert desk.feeds.publish(feed).events >= events
    assert theirs(calendar.url, server) == ours(desk, tmp_path / "first.ics")

    dated = [event for event in desk.store.select(Event) if event.when.is_exact and event.status != "idea"]
    save(desk, [replace(event, title=f"{event.title} (moved)") for event in dated[:changed]])
    save(desk, [replace(event, status="cancelled") for event in dated[-cancelled:]])
    desk.deletion.delete("event", [event.id for event in dated[changed : changed + cancelled]])
    with pytest.raises(EnvironmentFailure):
        desk.feeds.publish(feed, progress=take_away)
    server.start()
    desk.feeds.publish(feed)
    assert theirs(calendar.url, server) == ours(desk, tmp_path / "second.ics")


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_an_unchanged_calendar_costs_one_small_request(request: pytest.FixtureRequest, desk: Desk, name: str):
    server: ServerProcess = request.getfixturevalue(name)
    desk.sample.add_scaled(8, 2, 0, seed=5)
    with closing(SlowLine(server.port, 0)) as line:
        calendar = desk.feeds.make_calendar(line.url, server.user, server.password, "Unchanged")
        feed = Feed(name="Everything", url=calendar.url, user=server.user, with_internal=True)
        desk.feeds.save(feed, server.password or "any")
        desk.feeds.publish(feed)
        line.requests.clear()
        line.connections = line.answered_bytes = 0
        desk.feeds.publish(feed)
        assert (line.requests, line.connections) == (["REPORT"], 1)
        assert line.answered_bytes < 1_000
