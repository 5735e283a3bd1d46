"""What a server may not do to us: each answer is bounded, and nothing is sent where it should not go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.feeds.feed import is_secure
from capadesk.services.ports.feeds import ChangedThere, OfferedCalendar, ResourceRefused
from capadesk.sync import bounded_session
from capadesk.sync.caldav_server import CalDavServer

Answer = Callable[[BaseHTTPRequestHandler], None]
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


class Hostile:
    """Answers every request as the test says."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _request: None
        self.paths: list[str] = []
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if self.raw_requestline and self.parse_request():
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    hostile.paths.append(f"{self.headers.get('Host')}{self.path}")
                    hostile.answer(self)
                self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/dav/"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def sends(self, status: int, body: bytes = b"", **headers: str) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.answer = answer


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    yield server
    server.stop()


@pytest.fixture
def client(hostile: Hostile) -> Iterator[CalDavServer]:
    opened = CalDavServer(hostile.url, "ada", "geheim", is_secure)
    yield opened
    opened.close()


def code_of(client: CalDavServer, url: str) -> str:
    with pytest.raises(EnvironmentFailure) as failure:
        client.listing(url)
    return failure.value.code


def _found(href: str, properties: str) -> bytes:
    return (
        '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
        f"<d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
    ).encode()


@pytest.mark.parametrize(
    ("status", "page"), [(404, b""), (405, b""), (200, b"<!doctype html><html>Hi</html>")]
)
def test_calendars_are_found_by_the_well_known_address(hostile: Hostile, status: int, page: bytes):
    answers = {
        "/dav/": _found(
            "/dav/", "<d:current-user-principal><d:href>/p/ada/</d:href></d:current-user-principal>"
        ),
        "/p/ada/": _found("/p/ada/", "<c:calendar-home-set><d:href>/c/ada/</d:href></c:calendar-home-set>"),
        "/c/ada/": _found(
            "/c/ada/public/",
            "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
            "<d:displayname>Public</d:displayname>",
        ),
    }

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.path == "/.well-known/caldav":
            hostile.sends(301, Location="/dav/")
        elif request.path in answers:
            hostile.sends(207, answers[request.path], Content_Type="application/xml")
        else:
            hostile.sends(status, page, Content_Type="text/html")
        sends, hostile.answer = hostile.answer, answer
        sends(request)

    hostile.answer = answer
    root = hostile.url.removesuffix("dav/")
    client = CalDavServer(root, "ada", "geheim", is_secure)
    try:
        assert client.calendars() == [OfferedCalendar(f"{root}c/ada/public/", "Public")]
    finally:
        client.close()


def test_an_answer_that_never_ends_is_cut(
    hostile: Hostile, client: CalDavServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bounded_session, "LARGEST_BYTES", 1_000_000)
    sent = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(207)
        request.send_header("Content-Type", "text/xml")
        request.end_headers()
        try:
            for _number in range(200):
                request.wfile.write(b"<a>" * 20_000)
                sent.append(60_000)
        except OSError:
            return

    hostile.answer = answer
    assert code_of(client, hostile.url) == "feed_answer_unusable"
    assert sum(sent) < 12_000_000


def test_entities_are_refused(hostile: Hostile, client: CalDavServer):
    hostile.sends(207, BOMB, Content_Type="application/xml")
    assert code_of(client, hostile.url) == "feed_answer_unusable"


def test_an_answer_that_is_no_xml_is_told(hostile: Hostile, client: CalDavServer):
    hostile.sends(207, b"<multistatus", Content_Type="text/xml")
    assert code_of(client, hostile.url) == "feed_answer_unusable"


def test_a_redirect_to_another_server_is_told_and_not_followed(hostile: Hostile, client: CalDavServer):
    hostile.sends(302, Location="http://localhost:1/dav/")
    assert code_of(client, hostile.url) == "feed_redirected"
    assert len(hostile.paths) == 1


def test_redirects_without_end_are_not_followed(hostile: Hostile, client: CalDavServer):
    hostile.sends(301, Location="/dav/again/")
    assert code_of(client, hostile.url) == "feed_redirected"
    assert len(hostile.paths) == bounded_session.REDIRECTS_AT_MOST + 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "feed_not_permitted"),
        (404, "feed_not_found"),
        (500, "feed_server_failed"),
        (429, "feed_server_failed"),
    ],
)
def test_what_a_status_means_is_told(hostile: Hostile, client: CalDavServer, status: int, code: str):
    hostile.sends(status)
    assert code_of(client, hostile.url) == code


def test_a_resource_that_is_refused_comes_with_the_reason(hostile: Hostile, client: CalDavServer):
    body = b'<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><c:no-uid-conflict/></d:error>'
    for status in (403, 409):
        hostile.sends(status, body, Content_Type="application/xml")
        with pytest.raises(ResourceRefused, match="no-uid-conflict"):
            client.put(hostile.url, "a.ics", b"BEGIN:VCALENDAR", "")


def test_a_calendar_is_found_again_under_whatever_its_path_holds(hostile: Hostile, client: CalDavServer):
    path = "/c/ada%40example.org/50%25%20%26%20%231%3F%20%C3%96/"
    answers = {
        "/dav/": _found(
            "/dav/", "<d:current-user-principal><d:href>/p/ada/</d:href></d:current-user-principal>"
        ),
        "/p/ada/": _found(
            "/p/ada/", "<c:calendar-home-set><d:href>/c/ada%40example.org/</d:href></c:calendar-home-set>"
        ),
        "/c/ada@example.org/": _found(
            path,
            "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>50%</d:displayname>",
        ),
        unquote(path): _found(f"{path}a%2db.ics", "<d:getetag>unquoted</d:getetag>"),
    }
    _answer_by_path(hostile, answers)
    (offered,) = client.calendars()
    assert client.listing(offered.url).etags == {"a-b.ics": '"unquoted"'}


def _answer_by_path(hostile: Hostile, answers: dict[str, bytes]) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        found = answers.get(unquote(request.path))
        hostile.sends(404 if found is None else 207, found or b"", Content_Type="application/xml")
        sends, hostile.answer = hostile.answer, answer
        sends(request)

    hostile.answer = answer


def test_a_calendar_of_which_only_the_body_says_that_it_is_gone_is_not_found(
    hostile: Hostile, client: CalDavServer
):
    gone = (
        b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/dav/</d:href>'
        b"<d:status>HTTP/1.1 404 Not Found</d:status></d:response></d:multistatus>"
    )
    hostile.sends(207, gone, Content_Type="application/xml")
    assert code_of(client, hostile.url) == "feed_not_found"
    _first_put_then(hostile, 409, 207, gone)
    with pytest.raises(EnvironmentFailure) as failure:
        client.put(hostile.url, "a.ics", b"BEGIN:VCALENDAR", "")
    assert failure.value.code == "feed_not_found"


def _first_put_then(hostile: Hostile, put: int, other: int, body: bytes) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        is_put = request.command == "PUT"
        hostile.sends(put if is_put else other, b"" if is_put else body, Content_Type="application/xml")
        sends, hostile.answer = hostile.answer, answer
        sends(request)

    hostile.answer = answer


def test_another_event_with_the_same_uid_is_a_refusal_and_no_change_by_somebody_else(
    hostile: Hostile, client: CalDavServer
):
    body = b'<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><c:no-uid-conflict/></d:error>'
    hostile.sends(412, body, Content_Type="application/xml")
    with pytest.raises(ResourceRefused, match="no-uid-conflict"):
        client.put(hostile.url, "a.ics", b"BEGIN:VCALENDAR", "")
    hostile.sends(412)
    with pytest.raises(ChangedThere):
        client.put(hostile.url, "a.ics", b"BEGIN:VCALENDAR", "")


@pytest.mark.parametrize(
    ("status", "body"),
    [(507, b""), (403, b'<d:error xmlns:d="DAV:"><d:quota-not-exceeded/></d:error>')],
)
def test_a_server_without_room_says_so(hostile: Hostile, client: CalDavServer, status: int, body: bytes):
    hostile.sends(status, body, Content_Type="application/xml")
    with pytest.raises(EnvironmentFailure) as failure:
        client.put(hostile.url, "a.ics", b"BEGIN:VCALENDAR", "")
    assert failure.value.code == "feed_server_full"


@pytest.mark.parametrize(("status", "said", "seconds"), [(503, "7", 7), (429, "999999999", 86_400)])
def test_a_busy_server_is_left_alone_as_long_as_it_says(
    hostile: Hostile, client: CalDavServer, status: int, said: str, seconds: int
):
    hostile.sends(status, Retry_After=said)
    with pytest.raises(EnvironmentFailure) as failure:
        client.listing(hostile.url)
    assert (failure.value.code, failure.value.data["seconds"]) == ("feed_server_busy", seconds)


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_server_where_no_calendar_can_be_made_says_so(hostile: Hostile, client: CalDavServer, status: int):
    answers = {
        "/dav/": _found(
            "/dav/",
            "<d:current-user-principal><d:href>/dav/</d:href></d:current-user-principal>"
            "<c:calendar-home-set><d:href>/dav/</d:href></c:calendar-home-set>",
        )
    }

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command.startswith("MK"):
            hostile.sends(status)
        else:
            hostile.sends(207, answers["/dav/"], Content_Type="application/xml")
        sends, hostile.answer = hostile.answer, answer
        sends(request)

    hostile.answer = answer
    with pytest.raises(EnvironmentFailure) as failure:
        client.make_calendar("New")
    assert failure.value.code == "feed_calendar_not_made"


CTAG = '<s:getctag xmlns:s="http://calendarserver.org/ns/">{}</s:getctag>'


def test_a_server_that_only_names_its_state_is_asked_for_the_name_alone(
    hostile: Hostile, client: CalDavServer
):
    listed = _found("/dav/", CTAG.format("one"))
    hostile.sends(207, listed, Content_Type="application/xml")
    first = client.listing(hostile.url)
    hostile.paths.clear()
    again = client.listing(hostile.url, first.token)
    assert (again.is_whole, again.etags, len(hostile.paths)) == (False, {}, 1)
    hostile.sends(207, listed.replace(b"one", b"two"), Content_Type="application/xml")
    changed = client.listing(hostile.url, first.token)
    assert changed.is_whole
    assert changed.token != first.token


def test_changes_that_come_in_pages_are_all_read(hostile: Hostile, client: CalDavServer):
    pages = [("a.ics", "<d:response><d:href>/dav/</d:href><d:status>HTTP/1.1 507 x</d:status></d:response>")]
    pages.append(("b.ics", ""))

    def answer(request: BaseHTTPRequestHandler) -> None:
        name, more = pages.pop(0)
        one = _found(f"/dav/{name}", f"<d:getetag>&quot;{name}&quot;</d:getetag>").decode()
        end = f"{more}<d:sync-token>then {name}</d:sync-token></d:multistatus>"
        body = one.replace("</d:multistatus>", end).encode()
        hostile.sends(207, body, Content_Type="application/xml")
        sends, hostile.answer = hostile.answer, answer
        sends(request)

    hostile.answer = answer
    listing = client.listing(hostile.url, "sync first")
    assert listing == ({"a.ics": '"a.ics"', "b.ics": '"b.ics"'}, "sync then b.ics", False)
