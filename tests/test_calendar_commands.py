"""export calendar and export invitation on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

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
