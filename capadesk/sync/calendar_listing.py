"""What a calendar on a server holds, or what changed in it (RFC 4918 9.1, RFC 6578)."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from caldav.lib import error as dav_errors

from capadesk.services.ports.feeds import Listing

_ETAG, _SYNC_TOKEN = "{DAV:}getetag", "{DAV:}sync-token"
_CTAG = "{http://calendarserver.org/ns/}getctag"
_PAGES_AT_MOST = 50
_STATE = (
    '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:" xmlns:S="http://calendarserver.org/ns/">'
    "<prop>{properties}</prop></propfind>"
)
_CHANGES = (
    '<?xml version="1.0" encoding="utf-8"?><sync-collection xmlns="DAV:"><sync-token>{token}</sync-token>'
    "<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
)
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_BY_SYNC, _BY_CTAG = "sync ", "ctag "
"""What begins a token of ours: how the server is asked with it."""


def strong(etag: str) -> str:
    """An ETag that can be compared and sent back (RFC 9110 13.1.1), "" for none.

    Servers on the way make it weak, and some servers leave its quotes out in a list.
    """
    bare = etag.strip().removeprefix("W/").strip('"')
    return f'"{bare}"' if bare else ""


def whole_listing(client: Any, url: str) -> tuple[int, Listing]:
    """The status of the answer, and all that the calendar holds; 404 as well where only its body says so."""
    body = _STATE.format(properties="<getetag/><sync-token/><S:getctag/>")
    answer = client.propfind(url, props=body, depth=1)
    found: dict[str, str] = {}
    token = ""
    for each in answer.results or ():
        name, etag = _name(each.href), each.properties.get(_ETAG)
        if each.status == 404 and (not name or _is_same(each.href, url)):
            return 404, Listing({})
        token = token or _token(each.properties)
        if name and isinstance(etag, str):
            found[name] = strong(etag)
    return answer.status, Listing(found, token)


def changes_since(client: Any, url: str, since: str) -> Listing | None:
    """What changed since the state that the token names; None if the server cannot tell."""
    if since.startswith(_BY_CTAG):
        body = _STATE.format(properties="<S:getctag/>")
        answer = client.propfind(url, props=body, depth=0)
        tokens = {_token(each.properties) for each in answer.results or ()}
        return Listing({}, since, is_whole=False) if tokens == {since} else None
    found: dict[str, str] = {}
    token = since.removeprefix(_BY_SYNC)
    for _number in range(_PAGES_AT_MOST):
        page = _page(client, url, token)
        if page is None or not page.sync_token:
            return None
        for each in page.changed:
            name = _name(each.href)
            if name and not each.etag:
                return None
            if name:
                found[name] = strong(each.etag)
        found |= {_name(href): "" for href in page.deleted if _name(href)}
        token = page.sync_token
        if not page.truncated:
            return Listing(found, _BY_SYNC + token, is_whole=False)
    return None


def _page(client: Any, url: str, token: str) -> Any | None:
    try:
        answer = client.request(url, "REPORT", _CHANGES.format(token=escape(token)), {"Depth": "0", **_XML})
        return answer.parse_sync_collection() if answer.status == 207 else None
    except dav_errors.AuthorizationError as error:
        if error.status == 403:  # the state is not known any more (RFC 6578 3.2)
            return None
        raise
    except dav_errors.ResponseError:
        return None


def _token(properties: dict[str, Any]) -> str:
    for begin, name in ((_BY_SYNC, _SYNC_TOKEN), (_BY_CTAG, _CTAG)):
        value = properties.get(name)
        if isinstance(value, str) and value.strip():
            return begin + value.strip()
    return ""


def _name(href: str) -> str:
    return href.rpartition("/")[2]


def _is_same(href: str, url: str) -> bool:
    return url.rstrip("/").endswith(href.rstrip("/"))
