"""Requests to a server that is not trusted: its answers are bounded, and nothing is sent in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from caldav.lib.http_sync import requests

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_BYTES = 64 * 1024 * 1024
"""Of one answer, unpacked: the list of 200,000 resources takes about as much."""
REDIRECTS_AT_MOST = 5
_BLOCK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 307, 308})
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


class AnswerTooLarge(Exception):
    """The server sends more than it may."""


class AnswerHostile(Exception):
    """The answer declares entities, which no WebDAV server does."""


class RedirectedAway(Exception):
    """The server sends the client to another place, which is its message, too often, or in the clear."""


class BoundedSession(requests.Session):
    """A session that follows redirects within one server only and reads at most `LARGEST_BYTES`."""

    is_allowed: Callable[[str], bool]
    """Whether something may be sent to an address."""

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        """Send a request with what it asks for kept through redirects (RFC 9110 15.4).

        Raises the exceptions of this module, and those of the library.
        """
        options |= {"stream": True, "allow_redirects": False}
        for _number in range(REDIRECTS_AT_MOST + 1):
            if not self.is_allowed(url):
                raise RedirectedAway(url)
            response = super().request(method, url, *arguments, **options)
            response._content = _read(response)  # noqa: SLF001 - what reading it whole would do
            location = response.headers.get("Location", "")
            if response.status_code not in _REDIRECTS or not location:
                return response
            target = urljoin(url, location)
            if _origin(target) != _origin(url):
                raise RedirectedAway(target)
            url = target
        raise RedirectedAway(url)


def _read(response: Any) -> bytes:
    blocks, size = [], 0
    for block in response.iter_content(_BLOCK):
        size += len(block)
        if size > LARGEST_BYTES:
            response.close()
            raise AnswerTooLarge
        blocks.append(block)
    body = b"".join(blocks)
    if "xml" in response.headers.get("Content-Type", "").lower() or body.lstrip()[:1] == b"<":
        head = body[:_BLOCK].upper()
        if any(word in head for word in _DECLARATIONS) and b"<HTML" not in head:
            raise AnswerHostile
    return body


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, port
