"""The replica: one file on one installation. A copied, moved or restored file becomes a new one."""

from __future__ import annotations

import hashlib
import os
import platform
import uuid
from pathlib import Path
from typing import Any

from capadesk.domain.stamp import REPLICA_BYTES


def home_of(location: Path, status: os.stat_result | None = None) -> str:
    """A fingerprint of where the file lies: machine, path, device and inode.

    `status` is that of a file which is to take this one's place.
    """
    status = status or location.stat()
    words = (platform.node(), str(uuid.getnode()), str(location.resolve()), status.st_dev, status.st_ino)
    return hashlib.sha256("\x1f".join(map(str, words)).encode()).hexdigest()


def own_replica(sql: Any, location: Path, *, is_read_only: bool, has_lost: bool = False) -> bytes:
    """The replica id of the file here; a new one is entered if the file is not where it was.

    So it is if the file has lost changes: others may have them, and must not take it for one that has.
    """
    values = dict(
        tuple(row) for row in sql("SELECT key, value FROM meta WHERE key IN ('replica', 'home')").fetchall()
    )
    home = home_of(location)
    if not has_lost and values.get("home") == home and "replica" in values:
        return bytes.fromhex(values["replica"])
    replica = os.urandom(REPLICA_BYTES)
    if not is_read_only:
        sql("BEGIN IMMEDIATE")
        for key, value in (("replica", replica.hex()), ("home", home)):
            sql(
                "INSERT INTO meta(key, value) VALUES (?, ?)"
                " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                (key, value),
            )
        sql("COMMIT")
    return replica
