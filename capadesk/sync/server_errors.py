"""What goes wrong with a calendar server, in the words of the ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from urllib.parse import urlsplit

from caldav.lib import error as dav_errors
from caldav.lib.http_sync import requests
from lxml.etree import LxmlError

from capadesk.domain.errors import EnvironmentFailure
from capadesk.sync.bounded_session import AnswerHostile, AnswerTooLarge, RedirectedAway

_LONGEST_REST_S = 86_400


@contextmanager
def translated(url: str, user: str) -> Iterator[None]:
    """The errors of the library, of HTTP and of our own session as EnvironmentFailure."""
    where = urlsplit(url).netloc
    try:
        yield
    except RedirectedAway as error:
        raise EnvironmentFailure("feed_redirected", location=where, target=str(error)) from error
    except (AnswerTooLarge, AnswerHostile, LxmlError, NotImplementedError) as error:
        raise EnvironmentFailure("feed_answer_unusable", location=where) from error
    except requests.exceptions.SSLError as error:
        raise EnvironmentFailure("feed_certificate_bad", location=where) from error
    except dav_errors.DAVError as error:
        raise _said_by_the_server(error, where, url, user) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise EnvironmentFailure("feed_server_silent", location=where) from error


@contextmanager
def understood(url: str) -> Iterator[None]:
    """The library stumbles over answers that are no WebDAV at all, such as the page of a web site."""
    try:
        yield
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise EnvironmentFailure("feed_answer_unusable", location=urlsplit(url).netloc) from error


def _said_by_the_server(error: dav_errors.DAVError, where: str, url: str, user: str) -> EnvironmentFailure:
    if isinstance(error, dav_errors.RateLimitError) and error.retry_after_seconds is not None:
        seconds = min(max(1, ceil(error.retry_after_seconds)), _LONGEST_REST_S)
        return EnvironmentFailure("feed_server_busy", location=where, seconds=seconds)
    if isinstance(error, dav_errors.AuthorizationError):
        code = "feed_not_permitted" if error.status == 403 else "feed_login_wrong"
        return EnvironmentFailure(code, location=where, user=user)
    if isinstance(error, dav_errors.NotFoundError):
        return EnvironmentFailure("feed_not_found", location=url)
    if error.status is None:
        return EnvironmentFailure("feed_answer_unusable", location=where)
    return failure_of(error.status, where, url)


def failure_of(status: int, where: str, url: str) -> EnvironmentFailure:
    """What a status of an answer means that is no success; `url` is what was asked for."""
    if status in (404, 410):
        return EnvironmentFailure("feed_not_found", location=url)
    if status == 507:
        return EnvironmentFailure("feed_server_full", location=where)
    return EnvironmentFailure("feed_server_failed", location=where, status=status)
