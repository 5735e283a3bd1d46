"""export calendar and export invitation on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.formats.calendar_samples import calendar_in
from tests.test_cli import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.do("new", "--platform", "Our hub", "--country", "it")
    return made


def test_an_invitation_is_written_recorded_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    event = desk.add("event", "title=Forum", "when=2030-03-12", "status=planned")
    person = desk.add("person", "given_name=Bea", "email=bea@example.eu")
    desk.add("participation", f"event_id={event}", f"person_id={person}")
    mail, calendar = tmp_path / "forum.eml", tmp_path / "forum.ics"
    refused = desk.run("export", "invitation", event, str(mail))
    assert (refused.exit_code, "--organiser" in refused.stderr) == (1, True)
    who = ("--organiser", "ada@example.eu")
    done = desk.run("export", "invitation", event, str(mail), "--language", "it", *who)
    assert (done.exit_code, "For 1 person" in done.stdout) == (0, True)
    assert b"Invito: Forum" in mail.read_bytes()
    unknown = desk.run("export", "invitation", event, str(mail), "--to", "who@example.eu", *who)
    assert (unknown.exit_code, "who@example.eu" in unknown.stderr) == (1, True)
    desk.do("set", event, "status=cancelled")
    desk.do("export", "invitation", event, str(calendar), "--cancel", *who)
    assert b"METHOD:CANCEL" in calendar.read_bytes()
    again = desk.run("export", "invitation", event, str(calendar), "--cancel", *who)
    assert again.exit_code == 1, "whoever was told is not told again"
    assert desk.run("export", "invitation", event, str(tmp_path / "forum.pdf"), *who).exit_code == 1


def test_an_address_that_not_every_mail_server_takes_is_written_and_said(desk: Desk, tmp_path: Path) -> None:
    event = desk.add("event", "title=Forum", "when=2030-03-12", "status=planned")
    person = desk.add("person", "given_name=Jörg", "email=jörg@bücher.example")
    desk.add("participation", f"event_id={event}", f"person_id={person}")
    mail, to = tmp_path / "forum.eml", "jörg@xn--bcher-kva.example"
    done = desk.run("export", "invitation", event, str(mail), "--to", to, "--organiser", "a@b.eu")
    assert (done.exit_code, "Not every mail server" in done.stderr) == (0, True)
    assert f"To: Jörg <{to}>" in mail.read_text(encoding="utf-8")


def test_what_goes_into_a_calendar_is_chosen(desk: Desk, tmp_path: Path) -> None:
    event = desk.add("event", "title=Forum", "when=2030-03-12", "status=planned", "notes=Ask Bea")
    desk.add("action", f"event_id={event}", "text=Minutes", "due=2030-03-20")
    out = tmp_path / "out.ics"
    desk.do("export", "calendar", str(out))
    assert not any(word in out.read_bytes() for word in (b"VTODO", b"VALARM", b"Ask Bea", b"X-WR-TIMEZONE"))
    choices = ("--actions", "--notes", "--reminder", "60", "--name", "Mine", "--calendar-zone", "Europe/Rome")
    done = desk.run("export", "calendar", str(out), *choices)
    assert "1 action written." in done.stdout
    for word in (b"BEGIN:VTODO", b"TRIGGER:-PT1H", b"Ask Bea", b"NAME:Mine", b"X-WR-TIMEZONE:Europe/Rome"):
        assert word in out.read_bytes()
    desk.do("delete", event)
    done = desk.run("export", "calendar", str(out))
    assert "sent as cancelled" in done.stdout
    assert b"STATUS:CANCELLED" in out.read_bytes()
    desk.do("export", "calendar", str(out), "--deleted", "omit")
    assert b"STATUS:CANCELLED" not in out.read_bytes()
    assert desk.run("export", "calendar", str(out), "--calendar-zone", "Nowhere").exit_code == 1


def test_a_to_do_of_another_program_leaves_as_it_came(desk: Desk, tmp_path: Path) -> None:
    kept = [
        "RRULE:FREQ=MONTHLY",
        "LOCATION;LANGUAGE=de:Zimmer 4\\, zweiter Stock",
        "CATEGORIES:Minutes,Lab",
        "URL:https://a.eu/todo",
        "X-APPLE-SORT-ORDER;X-A=1:5",
    ]
    foreign = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//EN", "BEGIN:VTODO", "UID:t@other.eu",
        "DTSTAMP:20300101T000000Z", "SUMMARY;LANGUAGE=it:Verbale", "DUE;TZID=Europe/Rome:20300305T170000",
        "DTSTART;TZID=Europe/Rome:20300301T090000", *kept, "DESCRIPTION:For us", "X-ALT-DESC:<b>For us</b>",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Now", "TRIGGER:-PT15M", "END:VALARM", "END:VTODO",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    path, out = tmp_path / "foreign.ics", tmp_path / "out.ics"
    path.write_text("\r\n".join(foreign), newline="")
    desk.do("import", str(path))
    desk.do("export", "calendar", str(out), "--actions")
    lines = out.read_text().replace("\n ", "").splitlines()
    assert [line for line in kept if line not in lines] == []
    for line in ("SUMMARY;LANGUAGE=it:Verbale", "DTSTART;VALUE=DATE:20300301", "DUE;VALUE=DATE:20300305"):
        assert line in lines
    assert "For us" not in out.read_text(), "notes leave only when asked for, whatever they are written in"
    (todo,) = calendar_in(out.read_bytes()).todos
    assert (todo.start, todo.end, len(todo.subcomponents)) == (date(2030, 3, 1), date(2030, 3, 5), 1)
    desk.do("export", "calendar", str(out), "--actions", "--notes")
    assert "X-ALT-DESC:<b>For us</b>" in out.read_text()
    assert "0 updated, 1 same" in desk.run("import", str(path)).stdout
