"""The command line on a hub, and a data file that synchronises with one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import pytest
from click.testing import CliRunner, Result
from keyring.backend import KeyringBackend

from capadesk import bootstrap
from capadesk.commands.command_line import cli
from capadesk.sync.kept_passwords import KeptPasswords
from tests.postgres_server import PostgresServer
from tests.radicale_server import PASSWORD, USER, RadicaleServer


class Keys(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    before, made = keyring.get_keyring(), Keys()
    keyring.set_keyring(made)
    monkeypatch.setattr(bootstrap, "HUB_PASSWORDS", KeptPasswords())
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def address(postgres_server: PostgresServer, keys: Keys) -> Iterator[str]:
    """The address of an empty database."""
    name = postgres_server.make()
    yield postgres_server.address(name)
    postgres_server.drop(name)


def run(location: object, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["--data", str(location), *map(str, arguments)])


def do(location: object, *arguments: object) -> Any:
    result = run(location, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def titles(location: object) -> list[str]:
    return sorted(event["title"] for event in do(location, "list", "events"))


@pytest.fixture
def hub(address: str) -> str:
    made = run(address, "new", "--platform", "Our hub", "--country", "it")
    assert made.exit_code == 0, made.output
    return address


def test_a_hub_has_feeds_which_know_what_they_published(hub: str, radicale: RadicaleServer) -> None:
    do(hub, "add", "event", "title=Forum", "when=2024-10-17", "status=planned")
    arguments = ("feed", "add", "Of the hub", "--server", radicale.url, "--user", USER)
    typed = [*arguments, "--calendar", "From the hub", "--password-stdin"]
    made = CliRunner().invoke(cli, ["--data", hub, *typed], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    do(hub, "add", "event", "title=Second", "when=2024-10-18", "status=planned")
    assert [line["events"] for line in do(hub, "feed", "publish")] == [2]


def test_a_hub_takes_the_commands_of_a_file(hub: str, tmp_path: Path) -> None:
    added = do(hub, "add", "event", "title=Łódź forum", "when=2024-10-17")["id"]
    assert titles(hub) == ["Łódź forum"]
    assert [event["title"] for event in do(hub, "list", "events", "--search", "lodz")] == ["Łódź forum"]
    do(hub, "set", added, "venue=Town hall")
    assert run(hub, "undo").exit_code == 0
    assert run(hub, "check").exit_code == 0
    copy = tmp_path / "copy.db"
    assert run(hub, "backup", copy).exit_code == 0
    assert titles(copy) == ["Łódź forum"]


def test_a_database_without_a_hub_says_how_to_make_one(address: str) -> None:
    refused = run(address, "list", "events")
    assert refused.exit_code == 1
    assert "new" in refused.stderr


def test_what_is_done_with_files_only_is_refused_on_a_hub(hub: str, tmp_path: Path) -> None:
    refused = run(hub, "restore", tmp_path / "backup.db")
    assert (refused.exit_code, hub in refused.stderr) == (1, True)


def test_an_address_with_a_password_is_refused(hub: str) -> None:
    refused = run(hub.replace("hub@", "hub:geheim@"), "list", "events")
    assert refused.exit_code == 1
    assert "geheim" not in refused.output


def test_a_desk_and_a_hub_take_each_others_changes_in_one_step(hub: str, tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    do(desk, "add", "event", "title=Fair", "when=2024-10-17")
    do(hub, "add", "event", "title=Forum", "when=2024-10-18")
    done = do(desk, "synchronise", hub)
    assert done["hub"] == hub
    assert done["sent"]["created"] >= 1
    assert titles(desk) == titles(hub) == ["Fair", "Forum"]
    again = do(desk, "synchronise", hub)
    assert [again[way]["change_sets"] for way in ("received", "sent")] == [0, 0]
    assert run(hub, "check").exit_code == run(desk, "check").exit_code == 0


def test_what_both_changed_is_told_and_both_agree(hub: str, tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    added = do(desk, "add", "event", "title=Fair", "when=2024-10-17")["id"]
    do(desk, "synchronise", hub)
    do(desk, "set", added, "venue=Town hall")
    do(hub, "set", added, "venue=Library")
    told = run(desk, "synchronise", hub, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["received"]["conflicts"] == 1
    venues = {do(place, "list", "events")[0]["id"] for place in (desk, hub)}
    assert len(venues) == 1
    assert do(desk, "synchronise", hub)["sent"]["change_sets"] == 0


def test_a_damaged_file_sends_nothing(hub: str, tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    do(desk, "add", "event", "title=Fair", "when=2024-10-17")
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("UPDATE change SET payload = replace(payload, 'Fair', 'Fare')")
        connection.commit()
    refused = run(desk, "synchronise", hub)
    assert refused.exit_code == 1
    assert "damaged" in refused.stderr
    assert titles(hub) == []


def test_a_hub_is_not_synchronised_with_itself(hub: str) -> None:
    refused = run(hub, "synchronise", hub)
    assert refused.exit_code == 1


def test_the_password_comes_from_the_keyring_when_the_server_asks(
    hub: str, keys: Keys, postgres_server: PostgresServer
) -> None:
    with postgres_server.passwords_asked("hub", "geheim"):
        refused = run(hub, "list", "events")
        assert (refused.exit_code, "password" in refused.stderr) == (1, True)
        keys.set_password("capadesk", hub, "falsch")
        assert run(hub, "list", "events").exit_code == 1
        keys.set_password("capadesk", hub, "geheim")
        assert titles(hub) == []


def test_a_password_that_was_typed_is_kept_in_the_keyring_alone(keys: Keys) -> None:
    passwords = KeptPasswords()
    assert passwords.of("postgresql://hub") is None
    passwords.enter("postgresql://hub", "geheim")
    assert passwords.of("postgresql://hub") == "geheim"
    assert KeptPasswords().of("postgresql://hub") is None
    assert passwords.keep("postgresql://hub")
    assert KeptPasswords().of("postgresql://hub") == "geheim"
