"""duplicates, join and not-the-same on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.do("new", "--platform", "Our hub", "--country", "it")
    return made


def two_of_one_name(desk: Desk) -> tuple[str, str]:
    """The ids of two organisations; the second one is at an event."""
    one = desk.add("organisation", "name=Uni Wien", "country=AT", "notes=first")
    other = desk.add("organisation", "name=uni wien", "country=AT", "notes=second", "website=univie.ac.at")
    event = desk.add("event", "title=Workshop")
    desk.do("add", "participation", f"event={event}", f"organisation={other}", "role=organiser")
    return one, other


def test_what_may_be_doubled_is_listed_with_why_and_how_sure(desk: Desk) -> None:
    one, other = two_of_one_name(desk)
    (group,) = desk.json("duplicates")["groups"]
    assert (group["kind"], group["sureness"], group["keep"]) == ("organisation", "sure", other)
    assert [reason["reason"] for reason in group["reasons"]] == ["name_and_country"]
    assert {record["id"] for record in group["records"]} == {one, other}
    assert desk.json("duplicates", "--kind", "person") == {"groups": []}
    shown = desk.run("duplicates")
    assert shown.stdout.splitlines()[0] == "Organisation, sure: the same name and country: Uni Wien"
    assert "capadesk join" in shown.stderr


def test_a_join_prints_its_change_and_is_undone(desk: Desk) -> None:
    one, other = two_of_one_name(desk)
    done = desk.json("join", one, other, "--take", f"notes={other}")
    assert (done["kind"], done["id"], done["joined"]) == ("organisation", one, [other])
    (left,) = desk.json("list", "organisations")
    assert (left["id"], left["name"]) == (one, "Uni Wien")
    assert desk.json("list", "events")[0]["organisers"] == ["Uni Wien"]
    (newest, *_older) = desk.json("history")
    assert (newest["change_set"], newest["label"]) == (
        done["change_set"],
        "Joined 2 records into “Uni Wien”",
    )
    assert desk.json("duplicates") == {"groups": []}
    assert desk.json("check")["ok"]
    desk.do("undo")
    assert {item["id"] for item in desk.json("list", "organisations")} == {one, other}


def test_the_id_of_a_joined_record_leads_to_the_one_that_goes_on(desk: Desk) -> None:
    one, other = two_of_one_name(desk)
    assert desk.run("join", one, other).stderr.strip().endswith("Joined 2 records into “Uni Wien”")
    refused = desk.run("set", other, "name=Other")
    assert refused.exit_code == 1
    assert one in refused.stderr
    history = desk.json("history", other)
    assert history[0]["label"] == "Joined 2 records into “Uni Wien”"
    assert history[0]["fields"]["deleted"]["after"] == "joined"


def test_what_is_not_the_same_is_said_once(desk: Desk) -> None:
    one, other = two_of_one_name(desk)
    assert desk.json("not-the-same", one, other)["ids"] == [one, other]
    assert desk.json("duplicates") == {"groups": []}
    assert "Nothing looks doubled" in desk.run("duplicates").stderr
    assert desk.json("not-the-same", other, one)["change_set"] is None


def test_what_cannot_be_joined_is_refused_with_what_to_do(desk: Desk) -> None:
    one, other = two_of_one_name(desk)
    assert desk.run("join", one, one).exit_code == 1
    assert desk.run("not-the-same", one).exit_code == 1
    event = desk.json("list", "events")[0]["id"]
    assert desk.run("join", one, event).exit_code == 1
    assert desk.run("join", one, other, "--take", "name").exit_code == 2
    refused = desk.run("join", one, other, "--take", f"colour={one}")
    assert (refused.exit_code, "colour" in refused.stderr) == (1, True)
    assert len(desk.json("list", "organisations")) == 2


def test_joins_travel_with_packages(desk: Desk, tmp_path: Path) -> None:
    one, other = two_of_one_name(desk)
    hub = Desk(tmp_path / "hub.db")
    hub.do("merge", desk.path)
    desk.do("join", one, other)
    desk.do("export", "changes", tmp_path / "desk.capadesk")
    hub.do("merge", tmp_path / "desk.capadesk")
    assert [item["id"] for item in hub.json("list", "organisations")] == [one]
    assert hub.json("merge", tmp_path / "desk.capadesk")["created"] == 0
    desk.do("undo")
    hub.do("merge", desk.path)
    assert {item["id"] for item in hub.json("list", "organisations")} == {one, other}
