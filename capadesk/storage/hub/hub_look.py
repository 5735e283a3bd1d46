"""Looks at a hub, and at what is at the address of one, without changing anything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.hubs import HubFound, HubServer
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.storage.hub.hub_address import HubAddress
from capadesk.storage.hub.hub_database import hub_schema_version
from capadesk.storage.hub.postgres_connections import SCHEMA, PostgresConnections

_MAY_USE = "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname=?"
_ENCRYPTION = "SELECT version FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"
_SIZE = (
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n"
    " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind IN ('r', 'm')"
)
_USERS = (
    "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'capadesk' AND usename IS NOT NULL ORDER BY usename"
)
_NAME = "SELECT name FROM platform WHERE deleted='' ORDER BY id LIMIT 1"


def look_at_hub(address: str, password: Callable[[], str | None]) -> HubFound:
    """See ports.Hubs.look."""
    known = HubAddress.parse(address)
    connections = PostgresConnections(known.conninfo, known.location, password=password, is_read_only=True)
    with contextlib.closing(connections), translated(known.location):
        return _found(connections.own().exec_driver_sql, connections.own(), known.location)


def server_of(sql: Any) -> HubServer:
    """See ports.Store.server."""
    return HubServer(
        user=str(sql("SELECT current_user").scalar()),
        size=int(sql(_SIZE, (SCHEMA,)).scalar()),
        users=tuple(str(row[0]) for row in sql(_USERS).fetchall()),
        version=str(sql("SELECT current_setting('server_version')").scalar()).partition(" ")[0],
        encryption=str(sql(_ENCRYPTION).scalar() or ""),
    )


def _found(sql: Any, connection: Any, location: str) -> HubFound:
    encryption = str(sql(_ENCRYPTION).scalar() or "")
    if sql(_MAY_USE, (SCHEMA,)).scalar() is False:
        raise EnvironmentFailure("hub_refused", location=location, detail=f"schema {SCHEMA}")
    version = hub_schema_version(connection)
    if version > SCHEMA_VERSION:
        raise UserError("newer_schema", file=location, version=version, supported=SCHEMA_VERSION)
    if not version:
        return HubFound(False, encryption=encryption)
    is_older = version < SCHEMA_VERSION
    name = "" if is_older else str(sql(_NAME).scalar() or "")
    return HubFound(True, name, is_older, encryption)
