"""feed on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.radicale_server import PASSWORD, USER, RadicaleServer
from tests.test_cli import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.do("new", "--platform", "Our hub", "--country", "it")
    for title, country in (("Forum", "IT"), ("Konferenz", "AT")):
        made.add("event", f"title={title}", "when=2026-03-12", "status=planned", f"country={country}")
    return made


def test_a_feed_into_a_file_is_published_listed_and_removed(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "public.ics"
    desk.do("feed", "add", "Italy", "--file", str(out), "--country", "it")
    assert (b"SUMMARY:Forum" in out.read_bytes(), b"Konferenz" in out.read_bytes()) == (True, False)
    (line,) = desk.json("feed", "list")
    assert (line["name"], line["place"], line["events"], line["error"]) == ("Italy", str(out), 1, None)
    desk.add("event", "title=Second", "when=2026-03-13", "status=planned", "country=IT")
    assert desk.json("feed", "publish", "Italy")[0]["events"] == 2
    assert b"SUMMARY:Second" in out.read_bytes()
    desk.do("feed", "remove", "Italy", "--take-away")
    assert not out.exists()
    assert desk.json("feed", "list") == []


def test_a_folder_that_is_gone_is_told_with_what_to_do(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    done = desk.run("feed", "add", "All", "--file", str(folder / "all.ics"))
    assert (done.exit_code, "There is no folder" in done.stderr) == (1, True)
    assert desk.json("feed", "list")[0]["error"] == "folder_missing"
    folder.mkdir()
    desk.do("feed", "publish")
    assert (folder / "all.ics").exists()


def test_the_list_says_what_the_window_says(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    desk.run("feed", "add", "Italy", "--file", str(folder / "a.ics"), "--country", "it", "--internal")
    told = desk.run("feed", "list")
    assert told.stdout.splitlines()[:2] == [
        f"Italy: {folder / 'a.ics'}: Failed",
        "  Events and meetings · country: IT · internal events too",
    ]
    assert told.stdout.splitlines()[2].startswith("  Next try: ")
    assert "There is no folder" in told.stderr
    folder.mkdir()
    desk.do("feed", "change", "Italy", "--name", "In Italy")
    told = desk.run("feed", "list")
    assert told.stdout.splitlines() == [
        f"In Italy: {folder / 'a.ics'}: Published just now",
        "  Events and meetings · country: IT · 1 entry · internal events too",
    ]
    (line,) = desk.json("feed", "list")
    assert (line["filter"], line["with"], line["waits_for_user"]) == (["country: IT"], ["internal"], False)


def test_one_event_can_be_a_feed(desk: Desk, tmp_path: Path) -> None:
    event, out = desk.add("event", "title=Alone", "when=2026-04-01", "status=planned"), tmp_path / "a.ics"
    desk.do("feed", "add", "One", "--file", str(out), "--event", event)
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert "  1 chosen event · 1 entry" in desk.run("feed", "list").stdout.splitlines()
    unknown = "00000000-0000-0000-0000-000000000001"
    assert desk.run("feed", "add", "No", "--file", str(out), "--event", unknown).exit_code == 1


def test_a_password_that_has_changed_is_typed_again(desk: Desk, radicale: RadicaleServer) -> None:
    where = ("--server", radicale.url, "--user", USER, "--calendar", "Changed", "--password-stdin")
    desk.run("feed", "add", "Public", *where, typed=f"{PASSWORD}\n")
    failed = desk.run("feed", "change", "Public", "--password-stdin", typed="wrong\n")
    assert failed.exit_code == 1
    assert "does not accept this user and password" in failed.stderr
    assert desk.json("feed", "list")[0]["waits_for_user"] is True
    assert desk.run("feed", "change", "Public", "--password-stdin", typed=f"{PASSWORD}\n").exit_code == 0
    assert desk.json("feed", "list")[0]["error"] is None


def test_wrong_usage_is_told(desk: Desk) -> None:
    assert desk.run("feed", "add", "Nowhere").exit_code == 2
    assert desk.run("feed", "add", "X", "--file", "x.ics", "--status", "nonsense").exit_code == 2
    assert desk.run("feed", "publish", "Unknown").exit_code == 1


def test_a_feed_onto_a_server_keeps_its_password_out_of_file_and_output(
    desk: Desk, radicale: RadicaleServer, tmp_path: Path
) -> None:
    done = desk.run(
        *("feed", "add", "Public", "--server", radicale.url, "--user", USER, "--calendar", "By command"),
        "--password-stdin",
        typed=f"{PASSWORD}\n",
    )
    assert done.exit_code == 0, done.stderr
    (line,) = desk.json("feed", "list")
    assert (line["events"], line["error"], line["user"]) == (2, None, USER)
    assert PASSWORD not in done.output
    assert not any(PASSWORD.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
