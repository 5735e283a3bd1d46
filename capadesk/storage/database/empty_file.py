"""An empty data file of the present schema: made by the migrations once in a process, copied afterwards."""

from __future__ import annotations

import functools
import sqlite3

from capadesk.storage.database.connection import Connection
from capadesk.storage.database.core_engine import CoreEngine
from capadesk.storage.migrations import upgrade


@functools.cache
def _content() -> bytes:
    raw = sqlite3.connect(":memory:", isolation_level=None)
    engine = CoreEngine()
    connection = Connection(raw, engine)
    try:
        upgrade(connection)
        return raw.serialize()
    finally:
        connection.close()
        engine.close()


def make_tables(connection: Connection) -> None:
    """Make the tables of an empty file; nothing of it may be open in a transaction.

    The driver of encrypted files copies from no other: there the migrations run each time.
    """
    if not isinstance(connection.connection, sqlite3.Connection):
        upgrade(connection)
        return
    with sqlite3.connect(":memory:") as model:
        model.deserialize(_content())
        model.backup(connection.connection)
    model.close()
