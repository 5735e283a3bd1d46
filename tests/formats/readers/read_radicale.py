"""Puts a calendar file into a Radicale, and prints what that reports as its occurrences."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from xml.etree import ElementTree as ET

from icalendar import Calendar
from radicale import config
from radicale.app import Application

from tests.formats.readers.told import FIRST, LAST, is_within, run, told

_URL = "/ada/events/"
_SPAN = f'start="{FIRST:%Y%m%dT%H%M%SZ}" end="{LAST:%Y%m%dT%H%M%SZ}"'
_QUERY = f"""<?xml version="1.0"?>
<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:">
  <D:prop><C:calendar-data><C:expand {_SPAN}/></C:calendar-data></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range {_SPAN}/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""


def read(path: str) -> Iterator[dict[str, Any]]:
    """One PUT of the whole file as a collection, one report with its expansion."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load()
        settings.update(
            {
                "auth": {"type": "none"},
                "rights": {"type": "owner_only"},
                "storage": {"filesystem_folder": folder},
                "logging": {"level": "critical"},
                "reporting": {"max_freebusy_occurrence": "100000"},
            },
            "test",
        )
        server = Application(settings)
        status, _body = _ask(server, "PUT", Path(path).read_bytes(), "text/calendar; charset=utf-8")
        assert status.startswith("201"), status
        status, body = _ask(server, "REPORT", _QUERY.encode(), "application/xml")
        assert status.startswith("207"), status
        answer = ET.fromstring(body)  # noqa: S314 - our own server's answer
        for data in answer.iter("{urn:ietf:params:xml:ns:caldav}calendar-data"):
            calendar: Any = Calendar.from_ical(data.text or "")
            for event in calendar.walk("VEVENT"):
                start = event["DTSTART"].dt
                if is_within(start):
                    end = event["DTEND"].dt if "DTEND" in event else start
                    texts = {
                        name: str(event.get(name, ""))
                        for name in ("summary", "location", "description", "status")
                    }
                    yield told(str(event["UID"]), start, end, **texts)


def _ask(server: Any, method: str, body: bytes, content_type: str) -> tuple[str, bytes]:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": method, "PATH_INFO": _URL, "CONTENT_TYPE": content_type, "HTTP_DEPTH": "1",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
        "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"ada:").decode(),
    }  # fmt: skip
    told_status: list[str] = []
    answer = server(environ, lambda status, _headers: told_status.append(status))
    return told_status[0], b"".join(answer)


if __name__ == "__main__":
    run(read)
