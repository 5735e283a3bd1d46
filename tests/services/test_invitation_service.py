"""Who is invited, what goes out, what is recorded, and what an answer changes."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from time import process_time

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Participation, Person
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.own_profile import OWN_EMAIL
from capadesk.services.ports import InvitationMethod
from tests.formats.calendar_samples import calendar_in

WHEN = When.timed(datetime(2030, 5, 6, 9), datetime(2030, 5, 6, 12), "Europe/Rome")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    opened.store.set_own_setting(OWN_EMAIL, "ada@example.eu")
    yield opened
    opened.store.close()


@pytest.fixture
def event(desk: Desk) -> Event:
    made = Event(id=new_id(), title="Lab", when=WHEN)
    made = replace(made, uid=uid_for(made.id))
    people = [
        Person(id=new_id(), given_name="Bea", email="bea@example.eu"),
        Person(id=new_id(), given_name="Cem", email="Cem@example.eu"),
        Person(id=new_id(), given_name="Dan", email="dan@localhost"),
    ]
    with desk.store.unit_of_work() as work:
        work.save(made)
        for person in people:
            work.save(person)
            link_id = Participation.derive_id(made.id, person.id, None, "participant")
            work.save(Participation(id=link_id, event_id=made.id, person_id=person.id))
        work.commit("Added")
    return made


def invited(desk: Desk) -> dict[str, tuple[str, date | None]]:
    people = {person.id: person.given_name for person in desk.store.select(Person)}
    links = desk.store.select(Participation)
    return {people[link.person_id]: (link.status, link.invited_on) for link in links if link.person_id}


def set_status(desk: Desk, event: Event, status: str) -> None:
    with desk.store.unit_of_work() as work:
        work.save(replace(desk.store.get(Event, event.id), status=status))
        work.commit("Changed")


def test_those_with_an_address_are_invited_and_it_can_be_undone(
    desk: Desk, event: Event, tmp_path: Path
) -> None:
    made = desk.invitations.prepare(event.id)
    desk.invitations.write(made, tmp_path / "invite.ics")
    (component,) = calendar_in((tmp_path / "invite.ics").read_bytes()).walk("VEVENT")
    assert [str(one) for one in component["ATTENDEE"]] == ["mailto:bea@example.eu", "mailto:Cem@example.eu"]
    desk.invitations.record(event.id, ["bea@example.eu"])
    today = desk.clock.today()
    assert invited(desk) == {"Bea": ("invited", today), "Cem": ("invited", None), "Dan": ("invited", None)}
    desk.store.undo()
    assert {day for _status, day in invited(desk).values()} == {None}


def test_an_answer_becomes_attendance(desk: Desk, event: Event, tmp_path: Path) -> None:
    desk.invitations.write(desk.invitations.prepare(event.id), tmp_path / "invite.ics")
    request = (tmp_path / "invite.ics").read_bytes().decode()
    answer = request.replace("METHOD:REQUEST", "METHOD:REPLY").replace("-//CapaDesk//", "-//Mailer//")
    lines = [line for line in answer.replace("\r\n ", "").split("\r\n") if "Cem@" not in line]
    reply = "\r\n".join(line.replace("NEEDS-ACTION", "ACCEPTED") for line in lines)
    path = tmp_path / "reply.ics"
    path.write_bytes(reply.encode())
    report = desk.imports.apply(desk.imports.plan([path]))
    assert (report.updated, report.unreadable) == (1, ())
    assert {name: status for name, (status, _day) in invited(desk).items()} == {
        "Bea": "registered", "Cem": "invited", "Dan": "invited",
    }  # fmt: skip
    assert desk.store.get(Event, event.id) == event


def test_an_answer_is_read_out_of_the_mail_that_it_comes_in(desk: Desk, event: Event, tmp_path: Path) -> None:
    reply = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mailer//EN", "METHOD:REPLY", "BEGIN:VEVENT",
        f"UID:{event.uid}", "DTSTAMP:20300101T000000Z", "SUMMARY:Lab",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:bea@example.eu", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    mail = EmailMessage()
    mail["Subject"] = "Declined: Lab"
    mail.set_content("Bea cannot come.")
    mail.add_alternative("\r\n".join(reply), subtype="calendar", params={"method": "REPLY"})
    path = tmp_path / "answer.eml"
    path.write_bytes(mail.as_bytes())
    assert desk.imports.apply(desk.imports.plan([path])).updated == 1
    assert invited(desk)["Bea"][0] == "excused"


@pytest.mark.parametrize(
    "address",
    [
        "mailto:j%C3%B6rg@xn--bcher-kva.example",
        "MAILTO:J%C3%96RG@b%C3%BCcher.example?subject=Re",
        "mailto:jörg@bücher.example",
        "jo\u0308rg@bücher.example",
    ],
)
def test_an_answer_of_an_address_of_any_letters_is_known_however_it_is_spelt(
    desk: Desk, event: Event, tmp_path: Path, address: str
) -> None:
    with desk.store.unit_of_work() as work:
        (bea,) = work.select(Person, given_name="Bea")
        work.save(replace(bea, email="Jörg@Bücher.example"))
        work.commit("Changed")
    reply = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mailer//EN", "METHOD:REPLY", "BEGIN:VEVENT",
        f"UID:{event.uid}", "DTSTAMP:20300101T000000Z", "SUMMARY:Lab",
        f"ATTENDEE;PARTSTAT=DECLINED:{address}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    path = tmp_path / "answer.ics"
    path.write_text("\r\n".join(reply), newline="")
    assert desk.imports.apply(desk.imports.plan([path])).updated == 1
    assert invited(desk)["Bea"][0] == "excused"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: Hello\n\nNo calendar here.",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000,
    ],
)
def test_a_mail_without_a_calendar_says_so(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(content)
    assert [each.reason for each in desk.imports.plan([path]).unreadable] == ["no_calendar_in_mail"]


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_hostile_mail_is_refused_in_a_moment(desk: Desk, tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "mail.eml"
    begun = process_time()
    for content in (
        b"Content-Type: text/plain; name*0=" + b"a;x" * 1_000_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 500_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (i, i) for i in range(9_000)),
    ):
        path.write_bytes(content.replace(b"\n", end))
        assert [each.reason for each in desk.imports.plan([path]).unreadable] == ["no_calendar_in_mail"]
    assert process_time() - begun < 8


def test_a_cancellation_goes_to_those_who_were_invited_and_has_a_higher_sequence(
    desk: Desk, event: Event
) -> None:
    desk.invitations.record(event.id, ["cem@example.eu"])
    before = desk.invitations.prepare(event.id).entry.event.sequence
    set_status(desk, event, "cancelled")
    made = desk.invitations.prepare(event.id, method=InvitationMethod.CANCEL)
    assert [attendee[1] for attendee in made.entry.attendees] == ["Cem@example.eu"]
    assert made.entry.event.sequence > before
    assert made.subject == "Cancelled: Lab"
    desk.invitations.record_cancellation(event.id, ["cem@example.eu"])
    assert desk.invitations.invited(event.id) == []


def test_each_gets_a_mail_of_their_own_when_nobody_shall_see_the_others(
    desk: Desk, event: Event, tmp_path: Path
) -> None:
    for person in desk.store.select(Person):
        with desk.store.unit_of_work() as work:
            work.save(replace(person, given_name="Same", family_name="Name/"))
            work.commit("Changed")
    paths = desk.invitations.write_each(desk.invitations.prepare(event.id), tmp_path)
    assert sorted(path.name for path in paths) == ["Same Name 2.eml", "Same Name.eml"]
    receivers = [email.message_from_bytes(path.read_bytes(), policy=default)["To"] for path in paths]
    assert [len(to.addresses) for to in receivers] == [1, 1]
    assert all(path.read_bytes().count(b"example.eu") < 20 for path in paths)


@pytest.mark.parametrize(
    ("code", "status", "when", "address", "method"),
    [
        ("invitation_cancelled", "cancelled", WHEN, "ada@example.eu", "REQUEST"),
        ("not_cancelled", "planned", WHEN, "ada@example.eu", "CANCEL"),
        ("invitation_without_day", "planned", When.months(2030, 5), "ada@example.eu", "REQUEST"),
        ("own_email_missing", "planned", WHEN, "", "REQUEST"),
        ("nobody_to_invite", "cancelled", WHEN, "ada@example.eu", "CANCEL"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_reason(
    desk: Desk, event: Event, code: str, status: str, when: When, address: str, method: str
) -> None:
    desk.store.set_own_setting(OWN_EMAIL, address)
    with desk.store.unit_of_work() as work:
        work.save(replace(event, status=status, when=when))
        work.commit("Changed")
    with pytest.raises(UserError) as refused:
        desk.invitations.prepare(event.id, method=InvitationMethod(method))
    assert refused.value.code == code


def test_a_copy_of_an_event_has_invited_nobody(desk: Desk, event: Event) -> None:
    desk.invitations.record(event.id, ["bea@example.eu"])
    copy = desk.events.duplicate(event.id)
    assert {link.invited_on for link in copy.participations} == {None}


def test_only_mails_and_calendar_files_are_written(desk: Desk, event: Event, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        desk.invitations.write(desk.invitations.prepare(event.id), tmp_path / "invite.pdf")
    assert refused.value.code == "format_unknown"
