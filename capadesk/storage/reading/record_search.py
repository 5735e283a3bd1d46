"""Finds records by words, from the whole index: as they are typed, and where that finds little, nearly so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.when import When
from capadesk.services.ports import SearchHit
from capadesk.storage.database.codecs import when_from_columns
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.reading.row_expressions import CITY, EVENT_TITLE, ORGANISATION, POSITION
from capadesk.storage.reading.search_index import (
    KIND_BITS,
    KIND_NUMBERS,
    SEARCHED,
    SEQ_MASK,
    Match,
    match_expression,
    typed_words,
)
from capadesk.storage.reading.word_list import WordList, errors_allowed, read_words

FEW = 5
"""Where the words as they were typed find fewer, words written nearly like them are looked for."""

_BLOCK = 500
_FOUND = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
_LATEST = "SELECT max(arrival) FROM change_set"


class _Reading(NamedTuple):
    """How a hit of one kind is read: SQL expressions over `r`."""

    title: str
    details: tuple[str, ...] = ()
    when: tuple[str, str, str, str] | None = None
    day: str = ""
    code: str = "''"


class RecordSearch:
    """Searches the index; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._words: tuple[int, WordList] | None = None
        self._reading_words = threading.Lock()

    def hits(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[SearchHit]:
        """See ports.Lists.search."""
        words = typed_words(text)
        if not words:
            return []
        kinds = kinds or tuple(SEARCHED)
        found: dict[tuple[str, int], bool] = {}
        with translated():
            self._collect(found, kinds, limit, [[word] for word in words], is_similar=False)
            if len(found) < FEW:
                for alternatives in self._corrections(words):
                    self._collect(found, kinds, limit, alternatives, is_similar=True)
                    if len(found) >= FEW:
                        break
            hits = []
            for kind in kinds:
                seqs = {seq: is_similar for (each, seq), is_similar in found.items() if each == kind}
                hits += [
                    hit._replace(is_similar=seqs[seq]) for seq, hit in self._read(kind, "seq", list(seqs))
                ]
        return hits

    def hits_by_id(self, records: Sequence[tuple[str, UUID]]) -> list[SearchHit]:
        """See ports.Lists."""
        found: dict[tuple[str, UUID], SearchHit] = {}
        with translated():
            for kind in dict.fromkeys(kind for kind, _id in records if kind in _READINGS):
                ids = [record_id.bytes for each, record_id in records if each == kind]
                for _id, hit in self._read(kind, "id", ids):
                    found[kind, hit.record_id] = hit
        return [found[record] for record in dict.fromkeys(records) if record in found]

    def keys(self, kind: str, text: str, limit: int) -> list[int]:
        """The places of records of a kind in their table: in title or name first, then anywhere."""
        return self._keys(
            kind, [match_expression(text, title_only=is_title) for is_title in (True, False)], limit
        )

    def similar_keys(self, kind: str, text: str, limit: int) -> list[int]:
        """The places of records of a kind that hold words nearly like these; none where `keys` gives many."""
        words = typed_words(text)
        as_typed = set(self.keys(kind, text, FEW))
        found: dict[int, None] = {}
        if words and len(as_typed) < FEW:
            for alternatives in self._corrections(words):
                matches = [Match(alternatives, is_in_title=True), Match(alternatives)]
                found.update((key, None) for key in self._keys(kind, matches, limit) if key not in as_typed)
                if len(as_typed) + len(found) >= FEW:
                    break
        return list(found)[:limit]

    def prepare(self) -> None:
        """See ports.Lists.prepare_search."""
        with translated():
            self._word_list()

    # --- as it is typed ---------------------------------------------------------------------------

    def _collect(
        self,
        found: dict[tuple[str, int], bool],
        kinds: Sequence[str],
        limit: int,
        alternatives: Sequence[Sequence[str]],
        *,
        is_similar: bool,
    ) -> None:
        expressions = [
            Match(alternatives, is_in_title=True, is_whole=True),
            Match(alternatives, is_in_title=True),
            Match(alternatives),
        ]
        cursor = self._connect().cursor()
        if cursor.execute("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", expressions[-1:]).fetchone():
            for kind in kinds:
                # Most kinds hold none of the words: one question is enough to know it.
                if self._keys(kind, expressions[-1:], 1):
                    for seq in self._keys(kind, expressions, limit):
                        found.setdefault((kind, seq), is_similar)

    def _keys(self, kind: str, expressions: Sequence[str], limit: int) -> list[int]:
        low = KIND_NUMBERS[kind] << KIND_BITS
        cursor = self._connect().cursor()
        found: dict[int, None] = {}
        for expression in expressions:
            if expression and len(found) < limit:
                rows = cursor.execute(_FOUND, (expression, low, low | SEQ_MASK, limit))
                found.update((row[0] & SEQ_MASK, None) for row in rows)
        return list(found)[:limit]

    # --- nearly so --------------------------------------------------------------------------------

    def _corrections(self, words: Sequence[str]) -> Iterator[list[list[str]]]:
        """What may have been meant, the likeliest first: at first only words that nothing begins with."""
        known = self._word_list()
        strange = {word for word in words if errors_allowed(word) and not known.has_beginning(word)} or set(
            words
        )
        tried: list[list[list[str]]] = [[[word] for word in words]]
        for corrected in (strange, set(words)):
            for distance in (1, 2):
                alternatives = [
                    [word, *(known.near(word, distance) if word in corrected else ())] for word in words
                ]
                if alternatives not in tried:
                    tried.append(alternatives)
                    yield alternatives

    def _word_list(self) -> WordList:
        """The words of the index, read again after a change."""
        with self._reading_words:
            connection = self._connect()
            latest = int(connection.exec_driver_sql(_LATEST).scalar() or 0)
            if self._words is None or self._words[0] != latest:
                self._words = latest, read_words(connection)
            return self._words[1]

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, kind: str, column: str, values: Sequence[Any]) -> Iterator[tuple[Any, SearchHit]]:
        """The live records among those, in their order."""
        reading = _READINGS[kind]
        facts = (reading.title, reading.code, *(reading.when or (reading.day or "''",)), *reading.details)
        first_detail = len(facts) - len(reading.details) + 2
        cursor = self._connect().cursor()
        for start in range(0, len(values), _BLOCK):
            chunk = tuple(values[start : start + _BLOCK])
            rows = cursor.execute(
                f"SELECT r.{column}, r.id, {', '.join(facts)} FROM {quoted(kind)} r"
                f" WHERE r.{column} IN ({','.join('?' * len(chunk))}) AND r.deleted = ''",
                chunk,
            )
            found = {}
            for row in rows:
                when = when_from_columns(*row[4:8]) if reading.when else _day(row[4])
                detail = " · ".join(part for part in row[first_detail:] if part)
                found[row[0]] = SearchHit(kind, UUID(bytes=row[1]), row[2], detail, when, row[3])
            yield from ((value, found[value]) for value in chunk if value in found)


def _day(text: str | None) -> When:
    return When.days(date.fromisoformat(text)) if text else When.unknown()


_WHEN = ("r.when_precision", "r.when_start", "r.when_end", "r.when_zone")
_PERSON_NAME = "coalesce(nullif(trim({p}.given_name || ' ' || {p}.family_name), ''), {p}.email)"
_PARTNER = (
    f"coalesce((SELECT {_PERSON_NAME.format(p='p')} FROM person p WHERE p.id = r.person_id),"
    " (SELECT o.name FROM organisation o WHERE o.id = r.organisation_id), '')"
)
_READINGS = {
    "event": _Reading("r.title", (CITY,), _WHEN, code="r.kind"),
    "person": _Reading(_PERSON_NAME.format(p="r"), (POSITION, ORGANISATION)),
    "organisation": _Reading("r.name", ("r.short_name", CITY), code="r.helix"),
    "action": _Reading("r.text", (EVENT_TITLE,), day="r.due", code="r.status"),
    "decision": _Reading("r.text", (EVENT_TITLE,), day="r.decided_on", code="r.status"),
    "interaction": _Reading("r.subject", (_PARTNER,), _WHEN, code="r.channel"),
    "series": _Reading("r.name", ("r.goal",)),
    "project": _Reading("coalesce(nullif(r.acronym, ''), r.name)", ("nullif(r.name, r.acronym)",)),
    "city": _Reading("r.name", code="r.country"),
    "tag": _Reading("r.name", code='r."group"'),
}
