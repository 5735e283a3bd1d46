"""A hub's database: made, known as ours, brought to the present schema."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Any

from capadesk.domain.errors import UserError
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.storage.hub.postgres_connections import SCHEMA
from capadesk.storage.hub.postgres_ddl import PostgresOperations, indexes_of_beginnings
from capadesk.storage.migrations import STEPS, run_step

_SET_VERSION = (
    "INSERT INTO meta(key, value) VALUES ('schema_version', ?)"
    " ON CONFLICT(key) DO UPDATE SET value=excluded.value"
)

_INDEXES_OF_WHOLE_TEXTS = (
    "SELECT 1 FROM pg_indexes WHERE schemaname=current_schema() AND indexname='ix_event_uid'"
    " AND strpos(indexdef, 'substr') = 0"
)
"""A hub that was made before its indexes had the beginnings of texts alone; files need no step for it."""


def hub_schema_version(connection: Any) -> int:
    """The schema version of the hub; 0 if the database holds none."""
    sql = connection.exec_driver_sql
    if sql("SELECT to_regclass('meta')").scalar() is None:
        return 0
    return int(sql("SELECT value FROM meta WHERE key='schema_version'").scalar() or 0)


def make_hub(connection: Any, location: str) -> None:
    """Make schema and tables in an empty database; UserError `hub_exists`."""
    sql = connection.exec_driver_sql
    sql("BEGIN IMMEDIATE")
    try:
        if hub_schema_version(connection):
            raise UserError("hub_exists", location=location)
        sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        script = resources.files(__package__).joinpath("postgres_schema.sql").read_text("utf-8")
        connection.run_script(script)
        _upgrade_from(connection, 0)
        sql("COMMIT")
    except BaseException:
        sql("ROLLBACK")
        raise


def bring_hub_up_to_date(connection: Any, location: str, *, is_read_only: bool) -> None:
    """Migrate an older schema; UserError `hub_empty`, `newer_schema`.

    Nothing is copied before: a hub's backups are its server's, and a step is one transaction.
    """
    version = hub_schema_version(connection)
    if not version:
        raise UserError("hub_empty", location=location)
    if version > SCHEMA_VERSION:
        raise UserError("newer_schema", file=location, version=version, supported=SCHEMA_VERSION)
    sql = connection.exec_driver_sql
    if is_read_only or (version == SCHEMA_VERSION and not sql(_INDEXES_OF_WHOLE_TEXTS).fetchone()):
        return
    sql("BEGIN IMMEDIATE")
    try:
        _become_owner(connection)
        _upgrade_from(connection, hub_schema_version(connection))
        if sql(_INDEXES_OF_WHOLE_TEXTS).fetchone():
            for statement in indexes_of_beginnings():
                sql(statement)
        sql("COMMIT")
    except BaseException:
        sql("ROLLBACK")
        raise


def hub_identity(connection: Any) -> str:
    """A fingerprint of this very database: one that was put back from a copy elsewhere is another."""
    row = connection.exec_driver_sql(
        "SELECT (SELECT system_identifier FROM pg_control_system()),"
        " (SELECT oid FROM pg_database WHERE datname = current_database()),"
        " (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
    ).fetchone()
    return hashlib.sha256("\x1f".join(map(str, row)).encode()).hexdigest()


def _become_owner(connection: Any) -> None:
    """What a step makes belongs to who made the hub, so that everybody else may use it as well."""
    sql = connection.exec_driver_sql
    owner = sql(
        "SELECT quote_ident(pg_get_userbyid(nspowner)) FROM pg_namespace WHERE nspname=current_schema()"
    )
    sql(f"SET LOCAL ROLE {owner.scalar()}")


def _upgrade_from(connection: Any, version: int) -> None:
    for step in (step for step in STEPS if version < step <= SCHEMA_VERSION):
        run_step(connection.core(), step, PostgresOperations)
    connection.exec_driver_sql(_SET_VERSION, (str(SCHEMA_VERSION),))
