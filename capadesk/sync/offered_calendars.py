"""The calendars of a user on a server (RFC 4791 6.2.1), under the addresses that the server writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

from capadesk.services.ports.feeds import OfferedCalendar

_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_HOME = f"{_CALDAV}calendar-home-set"
_COMPONENTS = f"{_CALDAV}supported-calendar-component-set"
_WANTED = [f"{_DAV}resourcetype", f"{_DAV}displayname", _COMPONENTS]
_AS_IT_IS = "%/:@!$&'()*+,;=~-._?#[]"
"""What stands in an address as it is: the rest is encoded, should a server have left that to others."""


def offered_calendars(client: Any) -> list[OfferedCalendar]:
    """Those that take events, by name; raises the errors of the library.

    The library finds the user's place; it takes addresses apart so that not all of them can be put together
    again (a calendar whose path has an encoded space, # or ? is refused with all others).
    """
    principal = client.get_principal()
    answer = client.propfind(str(principal.url), props=[_HOME], depth=0)
    homes = [each.text or "" for each in _elements(answer, f".//{_HOME}/{_DAV}href")]
    found: dict[str, str] = {}
    for home in homes or [str(principal.calendar_home_set.url)]:
        url = _absolute(client, home)
        answer = client.propfind(url, props=_WANTED, depth=1)
        for response in _elements(answer, f".//{_DAV}response"):
            if response.find(f".//{_DAV}resourcetype/{_CALDAV}calendar") is None or not _takes_events(
                response
            ):
                continue
            address = _absolute(client, response.findtext(f"{_DAV}href", ""))
            found.setdefault(address, (response.findtext(f".//{_DAV}displayname") or "").strip())
    offered = [OfferedCalendar(url, name or last_part(url)) for url, name in found.items()]
    return sorted(offered, key=lambda each: (each.name.casefold(), each.url))


def last_part(text: str, mark: str = "/") -> str:
    """What stands after the last mark but that at the end."""
    return text.rstrip(mark).rpartition(mark)[2]


def _takes_events(response: Any) -> bool:
    components = [each.get("name", "") for each in response.iterfind(f".//{_COMPONENTS}/{_CALDAV}comp")]
    return not components or "VEVENT" in components


def _elements(answer: Any, path: str) -> Iterator[Any]:
    if answer.tree is not None:
        yield from answer.tree.iterfind(path)


def _absolute(client: Any, href: str) -> str:
    return urljoin(str(client.url), quote(href.strip(), safe=_AS_IT_IS))
