"""A hub that several people use at once: its address, what others change, lost connections, copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event as Moment

import psycopg
import pytest

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation
from capadesk.services.ports import Problem
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.storage.database.tables import metadata
from capadesk.storage.hub import hub_database
from capadesk.storage.hub.hub_address import HubAddress, without_password
from capadesk.storage.hub.hub_errors import failure_of_hub
from capadesk.storage.hub.postgres_ddl import statements_for_postgres
from capadesk.storage.hub.postgres_store import PostgresStore
from capadesk.storage.hub.postgres_text import text_for_postgres
from capadesk.storage.sqlite_store import SqliteStore
from tests.storage.places import HubDatabases, HubPlaces
from tests.storage.replicas import registers_of, rows_of

PATIENCE_S = 20
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"


@pytest.fixture
def hubs(hub_databases: HubDatabases, tmp_path: Path) -> Iterator[HubPlaces]:
    places = HubPlaces(hub_databases, tmp_path / "own")
    yield places
    places.close()


@pytest.fixture
def hub(hubs: HubPlaces) -> PostgresStore:
    made = hubs.create("hub", author="Ann")
    assert isinstance(made, PostgresStore)
    return made


def save(store: PostgresStore | SqliteStore, *records: Event | Organisation) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("saved")


def soon(condition: Callable[[], bool]) -> bool:
    """Whether something becomes true before patience ends."""
    pause = Moment()
    for _try in range(PATIENCE_S * 20):
        if condition():
            return True
        pause.wait(0.05)
    return False


def database_of(store: PostgresStore) -> str:
    return store.location.partition("?")[0].rpartition("/")[2]


# --- the address -----------------------------------------------------------------------------------


def test_an_address_is_shown_as_it_is_and_given_to_the_driver_in_its_way() -> None:
    address = HubAddress.parse("postgresql+psycopg://ann@hub.example:5433/capadesk?sslmode=require")
    assert address.location == "postgresql+psycopg://ann@hub.example:5433/capadesk?sslmode=require"
    assert address.conninfo == "postgresql://ann@hub.example:5433/capadesk?sslmode=require"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://ann:secret@hub.example/capadesk",
        "postgresql://ann@hub.example/capadesk?password=secret",
        "postgresql://ann@hub.example/capadesk?sslmode=require&PASSWORD=secret",
    ],
)
def test_an_address_with_a_password_is_refused_and_the_password_not_repeated(text: str) -> None:
    with pytest.raises(UserError) as caught:
        HubAddress.parse(text)
    assert caught.value.code == "password_in_address"
    assert "secret" not in str(caught.value)
    assert "secret" not in without_password(text)


@pytest.mark.parametrize("text", ["mysql://hub.example/capadesk", "postgresql://hub.example", "http://[x/y"])
def test_what_is_no_address_of_a_hub_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        HubAddress.parse(text)
    assert caught.value.code == "hub_address_unknown"


# --- made and opened -------------------------------------------------------------------------------


def test_an_empty_database_is_no_hub_until_one_is_made(hub_databases: HubDatabases, tmp_path: Path) -> None:
    server = hub_databases.server
    name = server.make()
    address = server.address(name)
    try:
        with pytest.raises(UserError) as caught:
            PostgresStore.open(address, author="Ann", own_folder=tmp_path)
        assert caught.value.code == "hub_empty"
        made = PostgresStore.create(address, author="Ann", own_folder=tmp_path)
        assert made.check() == []
        made.close()
        with pytest.raises(UserError) as caught:
            PostgresStore.create(address, author="Ann", own_folder=tmp_path)
        assert caught.value.code == "hub_exists"
    finally:
        server.drop(name)


def test_a_newer_schema_is_refused(hub: PostgresStore, tmp_path: Path) -> None:
    sql = hub.connection().exec_driver_sql
    sql("UPDATE meta SET value=? WHERE key='schema_version'", (str(SCHEMA_VERSION + 1),))
    try:
        with pytest.raises(UserError) as caught:
            PostgresStore.open(hub.location, author="Ann", own_folder=tmp_path)
        assert caught.value.code == "newer_schema"
    finally:
        sql("UPDATE meta SET value=? WHERE key='schema_version'", (str(SCHEMA_VERSION),))


def test_a_member_of_the_hubs_role_works_on_it_and_migrates_it_for_all(
    hub_databases: HubDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = hub_databases.server
    server.administer("CREATE ROLE {} LOGIN", "owner")
    server.administer("CREATE ROLE {} LOGIN IN ROLE owner", "ann")
    name = server.make()
    server.administer("ALTER DATABASE {} OWNER TO owner", name)
    try:
        monkeypatch.setattr(hub_database, "SCHEMA_VERSION", 1)
        PostgresStore.create(server.address(name, "owner"), author="Hub", own_folder=tmp_path).close()
        monkeypatch.undo()
        ann = PostgresStore.open(server.address(name, "ann"), author="Ann", own_folder=tmp_path)
        save(ann, Event(id=new_id(), title="Forum"))
        assert ann.check() == []
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = current_schema()"
        assert ann.connection().exec_driver_sql(owners).fetchall() == [("owner",)]
        ann.close()
    finally:
        server.drop(name)


def test_a_hub_with_indexes_of_whole_texts_gets_others_when_it_is_opened(
    hub: PostgresStore, hubs: HubPlaces
) -> None:
    sql = hub.connection().exec_driver_sql
    made = dict(sql(_INDEXES).fetchall())
    for name, columns in (
        ("ix_event_uid", "event (uid)"),
        ("ix_person_email", "person (email, deleted)"),
        ("ix_person_folded_email", "person (lower(email), deleted)"),
    ):
        sql(f"DROP INDEX {name}")
        sql(f"CREATE INDEX {name} ON {columns}")
    hubs.open(hub.location, author="Ann")
    assert dict(sql(_INDEXES).fetchall()) == made


def test_a_code_that_no_index_takes_is_refused_in_words(hub: PostgresStore) -> None:
    chance = Random(1)
    long = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _number in range(1_000))
    with pytest.raises(EnvironmentFailure) as caught:
        save(hub, Event(id=new_id(), title="Forum", status=long))
    assert caught.value.code == "hub_text_too_long"
    assert hub.select(Event) == []


def test_a_hub_that_is_not_there_is_told(hub_databases: HubDatabases, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        PostgresStore.open(hub_databases.server.address("nowhere"), author="Ann", own_folder=tmp_path)
    assert caught.value.code == "hub_database_missing"
    address = "postgresql+psycopg://ann@/hub?host=/nowhere"
    with pytest.raises(EnvironmentFailure) as caught:
        PostgresStore.open(address, author="Ann", own_folder=tmp_path)
    assert (caught.value.code, caught.value.data["location"]) == ("hub_unreachable", address)


def test_the_tables_of_a_hub_are_what_the_model_says(hub: PostgresStore) -> None:
    sql = hub.connection().exec_driver_sql
    columns = {
        (row[0], row[1], row[2])
        for row in sql(
            "SELECT table_name, column_name, is_nullable FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        ).fetchall()
        if row[0] not in ("search", "meta")
    }
    wanted = {
        (table.name, column.name, "YES" if column.nullable else "NO")
        for table in metadata.tables.values()
        for column in table.columns
        if table.name != "meta"
    }
    assert columns == wanted
    indexes = {row[0] for row in sql("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")}
    named = {index.name for table in metadata.tables.values() for index in table.indexes}
    assert named <= indexes
    collations = sql(
        "SELECT DISTINCT collation_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND data_type = 'text'"
    ).fetchall()
    assert collations == [("C",)]


def test_statements_are_translated_outside_of_texts_alone() -> None:
    assert text_for_postgres("SELECT '?', \"a?\", 5 % 2 WHERE a=? AND +p.x IS NULL") == (
        "SELECT '?', \"a?\", 5 %% 2 WHERE a=%s AND p.x IS NULL"
    )
    assert text_for_postgres("a IN () AND b NOT IN ()") == "a = ANY ('{}') AND b <> ALL ('{}')"
    assert statements_for_postgres("DROP INDEX x") == ["DROP INDEX x"]


# --- several at once -------------------------------------------------------------------------------


def test_each_installation_is_a_replica_of_its_own_and_stays_it(hub: PostgresStore, tmp_path: Path) -> None:
    def opened(folder: str) -> PostgresStore:
        return PostgresStore.open(hub.location, author="Bob", own_folder=tmp_path / folder)

    first, again, other = opened("one"), opened("one"), opened("two")
    assert first.replica == again.replica != other.replica
    for store in (first, again, other):
        store.close()


def test_each_window_is_a_replica_of_its_own(hub: PostgresStore, hubs: HubPlaces) -> None:
    second = hubs.open(hub.location, author="Ann")
    assert isinstance(second, PostgresStore)
    assert hub.claim_window()
    assert second.claim_window()
    assert hub.replica != second.replica
    save(hub, Event(id=new_id(), title="Forum"))
    save(second, Event(id=new_id(), title="Fair"))
    undone = hub.undo()
    assert undone is not None
    assert [event.title for event in second.select(Event)] == ["Fair"]


def test_what_others_change_is_told_without_asking(hub: PostgresStore, hubs: HubPlaces) -> None:
    window = hubs.open(hub.location, author="Bob")
    window.listen()
    assert soon(lambda: not window.has_news())
    mark = window.latest_change()
    save(hub, Event(id=new_id(), title="Forum"))
    assert soon(window.has_news)
    (heard,) = window.changes_since(mark)
    assert [change.kind for change in heard.changes] == ["event"]
    assert soon(lambda: not window.has_news())
    with window.unit_of_work() as work:
        work.save(Event(id=new_id(), title="Fair"))
        work.commit("saved")
    assert window.has_news()


# --- a lost connection -----------------------------------------------------------------------------


def test_a_lost_connection_comes_back_by_itself(hub: PostgresStore, hub_databases: HubDatabases) -> None:
    event = Event(id=new_id(), title="Forum")
    save(hub, event)
    hub_databases.server.end_connections(database_of(hub))
    assert hub.get(Event, event.id) == event
    hub_databases.server.end_connections(database_of(hub))
    save(hub, replace(event, venue="Town hall"))
    assert hub.get(Event, event.id).venue == "Town hall"
    assert hub.check() == []


def test_a_transaction_that_was_cut_off_is_told_and_leaves_nothing(
    hub: PostgresStore, hub_databases: HubDatabases
) -> None:
    event = Event(id=new_id(), title="Forum")

    def save_while_the_server_goes() -> None:
        with hub.unit_of_work() as work:
            work.save(event)
            hub_databases.server.end_connections(database_of(hub))
            work.commit("saved")

    with pytest.raises(EnvironmentFailure) as caught:
        save_while_the_server_goes()
    assert caught.value.code == "hub_unreachable"
    assert hub.select(Event) == []
    save(hub, event)
    assert hub.select(Event) == [event]


def test_a_transaction_does_not_go_on_over_a_new_connection(
    hub: PostgresStore, hub_databases: HubDatabases
) -> None:
    sql = hub.connection().exec_driver_sql
    sql("BEGIN IMMEDIATE")
    sql("INSERT INTO meta(key, value) VALUES ('one', '1')")
    hub_databases.server.end_connections(database_of(hub))
    for _try in range(3):
        with pytest.raises(EnvironmentFailure):
            sql("INSERT INTO meta(key, value) VALUES ('two', '2')")
    sql("ROLLBACK")
    assert sql("SELECT count(*) FROM meta WHERE key IN ('one', 'two')").scalar() == 0


def test_a_listening_window_knows_that_the_hub_is_gone_and_that_it_is_back(
    hub: PostgresStore, hub_databases: HubDatabases
) -> None:
    hub.listen()
    assert hub.is_reachable
    with hub_databases.server.away():
        assert soon(lambda: not hub.is_reachable)
        assert not hub.has_news()
        with pytest.raises(EnvironmentFailure) as caught:
            hub.select(Event)
        assert caught.value.code == "hub_unreachable"
    assert soon(lambda: hub.is_reachable and hub.has_news())
    assert hub.select(Event) == []


# --- a copy of it ----------------------------------------------------------------------------------


def test_a_backup_of_a_hub_is_a_data_file_with_everything(hub: PostgresStore, tmp_path: Path) -> None:
    with hub.unit_of_work() as work:
        work.save_many(Organisation(id=new_id(), name=f"Office {number}") for number in range(1_100))
        work.commit("import")
    save(hub, Event(id=new_id(), title="Łódź forum"))
    made = hub.backup_to(tmp_path / "copy.capadesk")
    copy = SqliteStore.open(made.path, author="Ann")
    assert rows_of(copy) == rows_of(hub)
    assert registers_of(copy) == registers_of(hub)
    assert copy.check() == []
    copy.close()
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_change_of_the_log_on_the_server_is_found(hub: PostgresStore) -> None:
    save(hub, Event(id=new_id(), title="Forum"))
    hub.connection().exec_driver_sql("UPDATE change SET payload = replace(payload, 'Forum', 'Farum')")
    assert [problem.code for problem in hub.check()] == ["log_changed"]
    assert isinstance(hub.check()[0], Problem)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("SSL error: certificate verify failed", "hub_not_secure"),
        ('root certificate file "/x.crt" does not exist', "hub_not_secure"),
        ("server does not support SSL, but SSL was required", "hub_not_secure"),
        ('FATAL:  no pg_hba.conf entry for host "::1", user "ann", SSL encryption', "hub_refused"),
        ('FATAL:  database "capa" does not exist', "hub_database_missing"),
        ("could not translate host name", "hub_unreachable"),
    ],
)
def test_what_libpq_says_while_it_connects_has_a_code(said: str, code: str) -> None:
    failure = failure_of_hub(psycopg.OperationalError(f"connection failed: {said}"), "the hub")
    assert failure is not None
    assert failure.code == code
