"""Copies of a data file that a synchroniser made of two versions, known by their names and their history."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from capadesk.domain.stamp import Stamp
from capadesk.storage.database.file_connection import connect_file, driver_errors

_MOST = 50
_WORDS = "|".join(
    (
        *("conflict", "konflik", "conflit", "conflito", "conflict", "conflikt", "ristiriit"),
        *("ütközés", "wersja powodująca", "σύγκρουσ", "конфликт", "konfliktn", "neatitik"),
    )
)
_BY_ANY = re.compile(
    rf"""^(?:
      \ ?\(\d{{1,3}}\)                    # name (1): OneDrive, Google Drive, browsers
    | \ \d{{1,2}}                         # name 2: iCloud Drive
    | .*[\ ._(-](?:\w+\ )?(?:{_WORDS}).*   # name (Anna's conflicted copy 2026-11-02), name_conflict-…
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_BY_ONEDRIVE = re.compile(r"^-.{1,60}$")
"""name-COMPUTER, name-COMPUTER-2: what users call files as well."""


def looks_conflicted(stem: str, name: str, *, is_synchronised: bool) -> bool:
    """Whether a file whose stem is `name` may be a copy of the one whose stem is `stem`."""
    if not name.startswith(stem) or name == stem:
        return False
    rest = name[len(stem) :]
    return bool(_BY_ANY.match(rest)) or (is_synchronised and bool(_BY_ONEDRIVE.match(rest)))


def conflicted_copies_of(
    location: Path, seen: Mapping[bytes, Stamp], *, is_synchronised: bool
) -> tuple[Path, ...]:
    """The copies beside a data file that share its history and hold changes that it has not `seen`.

    At most 50, by name. In a folder that is synchronised any name that begins like the file's will do.
    """
    try:
        beside = sorted(location.parent.iterdir())
    except OSError:
        return ()
    copies = (
        path
        for path in beside
        if path.suffix == location.suffix
        and looks_conflicted(location.stem, path.stem, is_synchronised=is_synchronised)
    )
    return tuple(path for path in copies if _has_more(path, seen))[:_MOST]


def _has_more(path: Path, seen: Mapping[bytes, Stamp]) -> bool:
    """Whether a file is a version of the one whose changes are `seen`, with changes that this one lacks."""
    try:
        with contextlib.closing(connect_file(path, "ro&immutable=1")) as raw:
            rows = raw.execute("SELECT replica, max(stamp) FROM change_set GROUP BY replica").fetchall()
    except driver_errors():
        return False
    newest = {bytes(replica): bytes(stamp) for replica, stamp in rows}
    is_related = any(replica in seen for replica in newest)
    return is_related and any(
        replica not in seen or seen[replica].to_bytes() < stamp for replica, stamp in newest.items()
    )
