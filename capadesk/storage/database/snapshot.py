"""One state of the database for several readings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def snapshot(connection: Any) -> Iterator[None]:
    """Read one state meanwhile; inside a transaction that is open, its own."""
    if connection.in_transaction:
        yield
        return
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK")
