"""Invitations as other programs read them: the calendar by icalendar, the mail by the standard library."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8, default
from typing import Any

import pytest

from capadesk.domain.when import When
from capadesk.formats.calendar.invitation_writer import CalendarInvitationWriter, MailInvitationWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.calendars.invitation_text import InvitationText, spoken_languages, words_in
from capadesk.services.ports import CalendarEntry, Invitation, InvitationMethod
from tests.formats.calendar_samples import LabelsByCode, calendar_in, entry, event_id, timed

LOCALISATION = BabelLocalisation("en")
PEOPLE = (
    ("Rossi, Änna „X“", "anna@example.eu", "speaker", "invited"),
    ("Bob", "bob@example.eu", "chair", "registered"),
    ("No mail", "", "participant", "invited"),
)


def invitation(one: CalendarEntry, method: str = "REQUEST", language: str = "", **more: Any) -> Invitation:
    kind = InvitationMethod(method)
    localisation = LOCALISATION.spoken_in(language) if language else LOCALISATION
    text = InvitationText(one, kind, "Ada", localisation, language)
    sent = datetime(2026, 11, 29, 12, tzinfo=UTC)
    made = Invitation(kind, one, ("Ada; Hub", "ada@example.eu"), (), text.subject, text.plain, text.html)
    return made._replace(sent_at=sent, language=language, **more)


@pytest.fixture
def calendar_writer() -> CalendarInvitationWriter:
    return CalendarInvitationWriter(LabelsByCode(), LOCALISATION, "1")


@pytest.fixture
def mail(calendar_writer):
    def make(made: Invitation) -> EmailMessage:
        writer = MailInvitationWriter(calendar_writer)
        raw = writer.content(made)
        assert raw == writer.content(made), "the same invitation gives the same bytes"
        return email.message_from_bytes(raw, policy=default)

    return make


def test_a_request_asks_everybody_with_an_address_and_says_where_to_answer(calendar_writer):
    raw = calendar_writer.content(invitation(entry(attendees=PEOPLE)))
    calendar = calendar_in(raw)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "REQUEST"
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("mailto:ada@example.eu", "Ada; Hub")
    told = [
        (str(one), one.params["PARTSTAT"], one.params["RSVP"], one.params["ROLE"])
        for one in event["ATTENDEE"]
    ]
    assert told == [
        ("mailto:anna@example.eu", "NEEDS-ACTION", "TRUE", "REQ-PARTICIPANT"),
        ("mailto:bob@example.eu", "ACCEPTED", "TRUE", "CHAIR"),
    ]
    assert event["ATTENDEE"][0].params["CN"] == "Rossi, Änna „X“"
    assert b"SCHEDULE-AGENT" not in raw


def test_a_cancellation_says_so_in_method_and_status(calendar_writer):
    raw = calendar_writer.content(
        invitation(entry(attendees=PEOPLE, status="cancelled", sequence=4), "CANCEL")
    )
    calendar = calendar_in(raw)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 4)
    assert b"RSVP" not in raw


def test_a_series_goes_out_with_its_changed_dates_under_one_uid(calendar_writer):
    series = entry(1, timed(2026, 10, 20, 10), recurrence="FREQ=WEEKLY;COUNT=3", attendees=PEOPLE[:1])
    changed = entry(2, timed(2026, 10, 28, 9), series_event_id=event_id(1), original_start="2026-10-27T10:00")
    raw = calendar_writer.content(invitation(series, changed=(changed,)))
    events = calendar_in(raw).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 1
    assert [("RRULE" in event, "RECURRENCE-ID" in event) for event in events] == [
        (True, False),
        (False, True),
    ]
    assert str(events[1]["ATTENDEE"]) == "mailto:anna@example.eu"


def test_the_mail_offers_the_calendar_as_an_alternative_and_as_a_file(mail, calendar_writer):
    made = invitation(entry(title="Größe & Maß", attendees=PEOPLE, description="See https://a.eu/?b=1&c"))
    message = mail(made)
    assert message["X-Unsent"] == "1"
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [
        ("Rossi, Änna „X“", "anna@example.eu"),
        ("Bob", "bob@example.eu"),
    ]
    assert message["Subject"] == "Invitation: Größe & Maß"
    alternative, attached = message.iter_parts()
    plain, html, calendar = alternative.iter_parts()
    assert [part.get_content_type() for part in (alternative, plain, html, calendar, attached)] == [
        "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert dict(calendar["Content-Type"].params) == {
        "charset": "utf-8", "method": "REQUEST", "name": "invite.ics",
    }  # fmt: skip
    expected = calendar_writer.content(made)
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == expected
    assert attached.get_filename() == "invite.ics"
    assert "What: Größe & Maß" in plain.get_content()
    assert 'href="https://a.eu/?b=1&amp;c"' in html.get_content()
    assert "Größe &amp; Maß" in html.get_content()


def test_no_title_and_no_name_adds_a_header_or_markup(mail):
    people = (("Eve\r\nBcc: all@example.eu", "eve@example.eu", "participant", "invited"),)
    message = mail(invitation(entry(title="A\r\nBcc: x@y.eu <script>", attendees=people)))
    assert message["Bcc"] is None
    assert message["Subject"] == "Invitation: A Bcc: x@y.eu <script>"
    assert len(message["To"].addresses) == 1
    html = next(part for part in message.walk() if part.get_content_type() == "text/html")
    assert "<script>" not in html.get_content()


def test_the_mail_speaks_the_language_that_is_asked_for(mail):
    days = When.parse("day", "2026-12-03", "2026-12-04")
    message = mail(invitation(entry(1, days, "Rete", attendees=PEOPLE), language="it"))
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()
    assert message["Subject"] == "Invito: Rete"
    assert "Quando: 3–4 dicembre 2026" in text
    assert message["Content-Language"] == "it"


@pytest.mark.parametrize("language", ["en", "de-AT", *spoken_languages(), "xx"])
def test_every_language_has_every_word_and_the_same_gaps(language):
    words = words_in(language)
    assert words.keys() == words_in("en").keys()
    assert all(words.values())
    for name, text in words.items():
        assert ("{title}" in text) == (name in ("invitation", "cancelled"))


INTERNATIONAL = (
    ("Jörg", "jörg@bücher.example", "participant", "invited"),
    ("Post", "post@straße.de", "participant", "invited"),
)


def test_addresses_of_any_letters_are_uris_of_ascii_in_the_calendar(calendar_writer):
    (event,) = calendar_in(calendar_writer.content(invitation(entry(attendees=INTERNATIONAL)))).walk("VEVENT")
    assert [str(one) for one in event["ATTENDEE"]] == [
        "mailto:j%C3%B6rg@xn--bcher-kva.example",
        "mailto:post@xn--strae-oqa.de",
    ]


def test_a_mail_to_a_domain_of_any_letters_is_one_that_every_server_takes(mail, calendar_writer):
    made = invitation(entry(attendees=INTERNATIONAL[1:]))
    raw = MailInvitationWriter(calendar_writer).content(made)
    assert raw.isascii()
    assert [one.addr_spec for one in mail(made)["To"].addresses] == ["post@xn--strae-oqa.de"]


def test_a_mail_to_a_name_of_any_letters_has_its_headers_in_utf_8(calendar_writer):
    made = invitation(entry(title="Größe", attendees=INTERNATIONAL))
    raw = MailInvitationWriter(calendar_writer).content(made)
    head = raw.partition(b"\r\n\r\n")[0].decode()
    assert "jörg@xn--bcher-kva.example" in head
    assert "Subject: Invitation: Größe" in head
    message = email.message_from_string(raw.decode(), policy=SMTPUTF8)
    assert [one.addr_spec for one in message["To"].addresses] == [
        "jörg@xn--bcher-kva.example",
        "post@xn--strae-oqa.de",
    ]
