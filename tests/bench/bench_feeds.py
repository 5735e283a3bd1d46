"""A feed on a distant server, beside one PUT after the other."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from caldav.davclient import DAVClient

from capadesk.bootstrap import open_desk
from capadesk.services.feeds.feed import Feed
from tests.radicale_server import RadicaleServer
from tests.slow_line import SlowLine

EVENTS = 150
DELAY_S = 0.05
_EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\nUID:{number}\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nSUMMARY:Bench\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds)."""
    with RadicaleServer.in_memory() as server, tempfile.TemporaryDirectory() as folder:
        server.start()
        desk = open_desk(str(Path(folder) / "desk.db"), language="en", author="Bench")
        desk.sample.add_scaled(EVENTS * 9 // 8, 5, 0, seed=5)
        try:
            with closing(SlowLine(server.port, DELAY_S)) as line:
                url = desk.feeds.make_calendar(line.url, server.user, server.password, "Bench").url
                feed = Feed(name="Bench", url=url, user=server.user, with_internal=True)
                desk.feeds.save(feed, server.password)
                first = _seconds(lambda: desk.feeds.publish(feed))
                again = _seconds(lambda: desk.feeds.publish(feed))
                events = desk.feeds.publish(feed).events
                one = _seconds(lambda: _put_one_by_one(server, line.url, events)) / events
        finally:
            desk.feeds.close()
            desk.store.close()
    where = f"on a server that answers after {DELAY_S * 1000:.0f} ms"
    return [
        (f"feed of {events} events {where} (floor: one PUT after the other)", one * events, first),
        (f"the same feed again {where} (floor: one PUT)", one, again),
    ]


def _put_one_by_one(server: RadicaleServer, url: str, events: int) -> None:
    with DAVClient(url=url, username=server.user, password=server.password, enable_rfc6764=False) as client:
        made: Any = client.get_principal().make_calendar(name="Floor", cal_id="floor")
        for number in range(events):
            client.put(
                f"{made.url}{number}.ics", _EVENT.format(number=number), {"Content-Type": "text/calendar"}
            )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
