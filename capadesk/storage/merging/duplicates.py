"""Records that share a natural key, found by indexes; and which went into which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit
from uuid import UUID

from capadesk.domain.record import R, references_to
from capadesk.domain.records import Pair
from capadesk.domain.records.pair import PairVerdict
from capadesk.services.ports import Likeness, LikenessReason, Standing, Sureness
from capadesk.storage.database.codecs import LAST_OF_ALL
from capadesk.storage.database.record_mapper import mapper_of, quoted

_AT_ONCE = 500

# Each statement gives rows of a key, how the key reads, an id, and what else should agree; those of one key
# stand together, the oldest first. Counting is done on an index alone; rows are read only of what is found.
_EVENTS_BY_UID = (
    "SELECT uid || ' ' || original_start, uid, id, '' FROM event WHERE deleted='' AND uid IN"
    " (SELECT uid FROM event WHERE uid<>'' GROUP BY uid HAVING count(*)>1)"
    " ORDER BY uid, original_start, created_stamp, id"
)
_EVENTS_BY_TITLE = (
    "SELECT e.title_key || ' ' || e.when_sort, e.title, e.id, coalesce(c.name_key, '') FROM"
    f" (SELECT title_key, when_sort FROM event WHERE deleted='' AND when_sort<'{LAST_OF_ALL}'"
    " GROUP BY title_key, when_sort HAVING count(*)>1) twice"
    " JOIN event e ON e.title_key=twice.title_key AND e.when_sort=twice.when_sort AND e.deleted=''"
    " LEFT JOIN city c ON c.id=e.city_id WHERE e.series_event_id IS NULL"
    " ORDER BY e.title_key, e.when_sort, e.created_stamp, e.id"
)
_PEOPLE_BY_EMAIL = (
    "SELECT lower(email), email, id, family_name_key || ' ' || given_name_key FROM person"
    " WHERE deleted='' AND lower(email) IN (SELECT lower(email) FROM person WHERE lower(email)<>''"
    " AND deleted='' GROUP BY lower(email) HAVING count(*)>1) ORDER BY lower(email), created_stamp, id"
)
_PEOPLE_BY_NAME = (
    "SELECT DISTINCT p.family_name_key || ' ' || p.given_name_key || ' ' || o.name_key,"
    " p.given_name || ' ' || p.family_name || ', ' || o.name, p.id, '', p.created_stamp FROM"
    " (SELECT p.family_name_key, p.given_name_key, o.name_key FROM affiliation a"
    " JOIN person p ON p.id=a.person_id JOIN organisation o ON o.id=a.organisation_id"
    " WHERE a.deleted='' AND p.deleted='' AND p.family_name_key<>'' AND p.given_name_key<>''"
    " GROUP BY p.family_name_key, p.given_name_key, o.name_key HAVING count(DISTINCT p.id)>1) twice"
    " JOIN person p ON p.family_name_key=twice.family_name_key AND p.given_name_key=twice.given_name_key"
    " AND p.deleted='' JOIN affiliation a ON a.person_id=p.id AND a.deleted=''"
    " JOIN organisation o ON o.id=a.organisation_id AND o.name_key=twice.name_key ORDER BY 1, 5, 3"
)
_BARE = "p.email='' AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id=p.id AND a.deleted='')"
# Whoever has neither an address nor an organisation may be anybody of the name, if there is one such only.
_BARE_PEOPLE_BY_NAME = (
    "SELECT p.family_name_key || ' ' || p.given_name_key, p.given_name || ' ' || p.family_name, p.id,"
    f" CASE WHEN {_BARE} THEN '' ELSE '' || p.seq END FROM"
    " (SELECT DISTINCT p.family_name_key, p.given_name_key FROM person p WHERE p.deleted=''"
    f" AND p.family_name_key<>'' AND p.given_name_key<>'' AND {_BARE}) bare"
    " JOIN person p ON p.family_name_key=bare.family_name_key AND p.given_name_key=bare.given_name_key"
    " AND p.deleted='' ORDER BY p.family_name_key, p.given_name_key, p.created_stamp, p.id"
)
_PROJECTS_BY_GRANT = (
    "SELECT grant_number, grant_number, id, '' FROM project WHERE deleted='' AND grant_number IN"
    " (SELECT grant_number FROM project WHERE grant_number<>'' AND deleted='' GROUP BY grant_number"
    " HAVING count(*)>1) ORDER BY grant_number, created_stamp, id"
)
_ORGANISATIONS_BY_WEBSITE = (
    "SELECT website, website, id, country FROM organisation WHERE deleted='' AND website<>''"
    " ORDER BY created_stamp, id"
)


def _by_name(kind: str, beside: str = "''") -> str:
    return (
        f"SELECT name_key, name, id, {beside} FROM {quoted(kind)} WHERE deleted='' AND name_key IN"
        f" (SELECT name_key FROM {quoted(kind)} WHERE deleted='' GROUP BY name_key HAVING count(*)>1)"
        " ORDER BY name_key, created_stamp, id"
    )


class _Row(NamedTuple):
    key: str
    shared: str
    raw_id: bytes
    beside: str


class _Key(NamedTuple):
    """A natural key: `agreeing` is how sure it is if what stands beside agrees, `lacking` if one lacks it."""

    reason: LikenessReason
    sql: str
    agreeing: Sureness
    lacking: Sureness | None = None
    disagreeing: Sureness | None = None
    key_of: Callable[[str], str] | None = None


def site_of(website: str) -> str:
    """What addresses of one website have in common: host and path, without "www."; "" if there is none."""
    text = website.strip().lower()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}" if "." in host else ""


_KEYS: dict[str, tuple[_Key, ...]] = {
    "event": (
        _Key(LikenessReason.UID, _EVENTS_BY_UID, Sureness.SURE),
        _Key(LikenessReason.TITLE_AND_DATE, _EVENTS_BY_TITLE, Sureness.LIKELY, Sureness.LIKELY),
    ),
    "person": (
        _Key(LikenessReason.EMAIL, _PEOPLE_BY_EMAIL, Sureness.SURE, Sureness.SURE, Sureness.LIKELY),
        _Key(LikenessReason.NAME_AND_ORGANISATION, _PEOPLE_BY_NAME, Sureness.LIKELY),
        _Key(LikenessReason.NAME, _BARE_PEOPLE_BY_NAME, Sureness.POSSIBLE, Sureness.POSSIBLE),
    ),
    "organisation": (
        _Key(
            LikenessReason.NAME_AND_COUNTRY,
            _by_name("organisation", "country"),
            Sureness.SURE,
            Sureness.LIKELY,
        ),
        _Key(
            LikenessReason.WEBSITE,
            _ORGANISATIONS_BY_WEBSITE,
            Sureness.POSSIBLE,
            Sureness.POSSIBLE,
            key_of=site_of,
        ),
    ),
    "city": (
        _Key(LikenessReason.NAME_AND_COUNTRY, _by_name("city", "country"), Sureness.SURE, Sureness.LIKELY),
    ),
    "series": (_Key(LikenessReason.NAME, _by_name("series"), Sureness.LIKELY),),
    "project": (
        _Key(LikenessReason.GRANT_NUMBER, _PROJECTS_BY_GRANT, Sureness.SURE),
        _Key(LikenessReason.NAME, _by_name("project"), Sureness.LIKELY),
    ),
    "tag": (_Key(LikenessReason.NAME, _by_name("tag", '"group"'), Sureness.SURE, None, Sureness.POSSIBLE),),
}


class SqlDuplicates:
    """Implements ports.Duplicates on the calling thread's connection."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect

    @property
    def _sql(self) -> Callable[..., Any]:
        sql: Callable[..., Any] = self._connect().exec_driver_sql
        return sql

    def likenesses(self, kind: str) -> list[Likeness]:
        """See ports.Duplicates."""
        found = list(self._joined_before(kind))
        for key in _KEYS.get(kind, ()):
            rows = (_Row(row[0], row[1], bytes(row[2]), row[3]) for row in self._sql(key.sql).fetchall())
            for same in _of_one_key(key, rows):
                found.extend(_likenesses(kind, key, same))
        return found

    def survivors(self, kind: str) -> Mapping[UUID, UUID]:
        """See ports.Duplicates."""
        went, live = self._went_into(kind)
        return {gone: _end(gone, went, live) for gone in went if gone not in live}

    def joined_records(self, record_type: type[R]) -> list[tuple[R, UUID]]:
        """See ports.Duplicates."""
        survivors = self.survivors(record_type.KIND)
        mapper = mapper_of(record_type.KIND)
        found = []
        for chunk in _chunks(survivors):
            marks = ",".join("?" * len(chunk))
            for row in self._sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall():
                record = cast(R, mapper.record(row))
                found.append((record, survivors[record.id]))
        return found

    def standings(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Standing]:
        """See ports.Duplicates."""
        links: dict[UUID, dict[str, int]] = {record_id: {} for record_id in ids}
        shipped: set[UUID] = set()
        for chunk in _chunks(ids):
            marks = ",".join("?" * len(chunk))
            for holder, info in references_to(kind):
                column = quoted(info.name)
                for raw, count in self._sql(
                    f"SELECT {column}, count(*) FROM {quoted(holder.KIND)} WHERE {column} IN ({marks})"
                    f" AND deleted='' GROUP BY {column}",
                    chunk,
                ).fetchall():
                    counts = links[UUID(bytes=bytes(raw))]
                    counts[holder.KIND] = counts.get(holder.KIND, 0) + count
            rows = self._sql(
                f"SELECT id, created_stamp FROM {quoted(kind)} WHERE id IN ({marks})", chunk
            ).fetchall()
            shipped |= {UUID(bytes=bytes(raw)) for raw, stamp in rows if not any(bytes(stamp))}
        return {record_id: Standing(links[record_id], record_id in shipped) for record_id in ids}

    def _joined_before(self, kind: str) -> Iterator[Likeness]:
        """Records that were joined and live again, by what another desk did, with those they went into."""
        went, live = self._went_into(kind)
        together: dict[UUID, list[UUID]] = {}
        for gone in sorted(went):
            end = _end(gone, went, live)
            if gone in live and end in live and end != gone:
                together.setdefault(end, []).append(gone)
        for end, back in together.items():
            ids = (end, *back)
            yield Likeness(kind, LikenessReason.JOINED_BEFORE, Sureness.SURE, ids, "")

    def _went_into(self, kind: str) -> tuple[dict[UUID, UUID], set[UUID]]:
        """Of all pairs that were joined: which went into which, and which of both live."""
        went: dict[UUID, UUID] = {}
        mapper = mapper_of(Pair.KIND)
        rows = self._sql(
            f"{mapper.select_sql} WHERE record_kind=? AND verdict<>? AND deleted=''"
            " ORDER BY changed_stamp, id",
            (kind, PairVerdict.DIFFERENT.value),
        ).fetchall()
        for row in rows:
            pair = cast(Pair, mapper.record(row))
            went[pair.gone_id] = pair.kept_id
        live: set[UUID] = set()
        for chunk in _chunks({*went, *went.values()}):
            marks = ",".join("?" * len(chunk))
            found = self._sql(
                f"SELECT id FROM {quoted(kind)} WHERE id IN ({marks}) AND deleted=''", chunk
            ).fetchall()
            live |= {UUID(bytes=bytes(row[0])) for row in found}
        return went, live


def _end(gone: UUID, went: Mapping[UUID, UUID], live: set[UUID]) -> UUID:
    """The record that goes on for one that went into another: the first that lives, else the last."""
    passed = {gone}
    at = went[gone]
    while at not in live and at in went and went[at] not in passed:
        passed.add(at)
        at = went[at]
    return at


def _of_one_key(key: _Key, rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    if key.key_of is None:
        for _same, group in groupby(rows, key=lambda row: row.key):
            yield list(group)
        return
    buckets: dict[str, list[_Row]] = {}
    for row in rows:
        if made := key.key_of(row.key):
            buckets.setdefault(made, []).append(row._replace(shared=made))
    yield from buckets.values()


def _likenesses(kind: str, key: _Key, rows: Sequence[_Row]) -> Iterator[Likeness]:
    """Those of one key, apart where what stands beside it says that they are not the same."""
    by_beside: dict[str, list[_Row]] = {}
    for row in rows:
        by_beside.setdefault(row.beside, []).append(row)
    lacking = by_beside.pop("", []) if len(by_beside) > 1 else []
    if key.disagreeing is not None and len(by_beside) > 1:
        yield from _likeness(kind, key.reason, key.disagreeing, rows)
        return
    for same in by_beside.values():
        if lacking and len(by_beside) == 1 and key.lacking is not None:
            together = [row for row in rows if row in same or row in lacking]
            yield from _likeness(kind, key.reason, key.lacking, together)
        else:
            yield from _likeness(kind, key.reason, key.agreeing, same)
    if len(by_beside) > 1 and key.lacking is not None:
        yield from _likeness(kind, key.reason, key.lacking, lacking)


def _likeness(
    kind: str, reason: LikenessReason, sureness: Sureness, rows: Sequence[_Row]
) -> Iterator[Likeness]:
    raw_ids = dict.fromkeys(row.raw_id for row in rows) if len(rows) > 1 else ()
    if len(raw_ids) > 1:
        ids = tuple(UUID(bytes=raw) for raw in raw_ids)
        yield Likeness(kind, reason, sureness, ids, rows[0].shared)


def _chunks(ids: Iterable[UUID]) -> Iterator[tuple[bytes, ...]]:
    raw = [record_id.bytes for record_id in ids]
    for start in range(0, len(raw), _AT_ONCE):
        yield tuple(raw[start : start + _AT_ONCE])
