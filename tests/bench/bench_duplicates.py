"""Finding what may be the same in a hub, beside the bare counting of the same keys.

`python -m tests.bench duplicates --data FILE`, or as `bench_lists` says.
"""

from __future__ import annotations

import sqlite3

from capadesk.services.desk import Desk
from tests.bench.bench_lists import opened_desk, pair

_BY_UID = "SELECT uid, original_start FROM event WHERE deleted='' GROUP BY 1, 2 HAVING count(*)>1"
_BY_TITLE = (
    "SELECT title_key, when_sort FROM event WHERE deleted='' AND when_precision<>'unknown'"
    " GROUP BY 1, 2 HAVING count(*)>1"
)
_BY_EMAIL = "SELECT lower(email) FROM person WHERE deleted='' AND email<>'' GROUP BY 1 HAVING count(*)>1"
_BY_PLACE = (
    "SELECT p.family_name_key, p.given_name_key, a.organisation_id FROM affiliation a"
    " JOIN person p ON p.id=a.person_id WHERE a.deleted='' AND p.deleted=''"
    " GROUP BY 1, 2, 3 HAVING count(DISTINCT p.id)>1"
)
_BY_COUNTRY = "SELECT name_key, country FROM organisation WHERE deleted='' GROUP BY 1, 2 HAVING count(*)>1"
_BY_WEBSITE = (
    "SELECT lower(website) FROM organisation WHERE deleted='' AND website<>'' GROUP BY 1 HAVING count(*)>1"
)
_BARE = {
    "event": (_BY_UID, _BY_TITLE),
    "person": (_BY_EMAIL, _BY_PLACE),
    "organisation": (_BY_COUNTRY, _BY_WEBSITE),
}
"""The counting that a careful hand would write for each natural key."""


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds), medians; the two take turns."""
    with opened_desk() as (desk, bare):
        return [_measured(desk, bare, kind) for kind in _BARE]


def _measured(desk: Desk, bare: sqlite3.Connection, kind: str) -> tuple[str, float, float]:
    def floor() -> None:
        for sql in _BARE[kind]:
            bare.execute(sql).fetchall()

    count = len(desk.duplicates.groups([kind]))
    return pair(f"duplicates, {kind}: {count} offered", floor, lambda: desk.duplicates.groups([kind]))
