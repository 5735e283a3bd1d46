"""Looks at what is at the address of a hub, without changing anything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.hubs import HubFound
from capadesk.storage.database_errors import translated
from capadesk.storage.hub_address import HubAddress
from capadesk.storage.hub_database import hub_schema_version
from capadesk.storage.postgres_connections import SCHEMA, PostgresConnections
from capadesk.storage.schema import SCHEMA_VERSION

_MAY_USE = "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname=?"
_ENCRYPTION = "SELECT version FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"
_NAME = "SELECT name FROM platform WHERE deleted='' ORDER BY id LIMIT 1"


def look_at_hub(address: str, password: Callable[[], str | None]) -> HubFound:
    """See ports.Hubs.look."""
    known = HubAddress.parse(address)
    connections = PostgresConnections(known.conninfo, known.location, password=password, is_read_only=True)
    with contextlib.closing(connections), translated(known.location):
        return _found(connections.own().exec_driver_sql, connections.own(), known.location)


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
