"""Contact files: what of the people leaves the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from uuid import UUID

from capadesk.domain.codes import CodeList
from capadesk.domain.folding import collation_key
from capadesk.domain.records import Affiliation, City, Organisation, Person
from capadesk.services.own_file import refuse_own_file
from capadesk.services.people_tags import tags_of_people
from capadesk.services.ports import CodeBook, ContactEntry, ContactWriter, ProgressCallback, Store


class ContactService:
    """Exports people as vCard; `writer` is asked for when it is first used."""

    def __init__(self, store: Store, code_book: CodeBook, writer: Callable[[], ContactWriter]) -> None:
        self._store = store
        self._code_book = code_book
        self._writer = writer

    def export(
        self, path: Path, ids: Collection[UUID] | None = None, progress: ProgressCallback | None = None
    ) -> int:
        """Write everybody, or the people with these ids, by name; how many. Raises what the writer raises.

        Name, addresses, telephone, main organisation, position and tags leave the desk; notes, the lawful
        basis and where the data came from never do.
        """
        refuse_own_file(self._store, path)
        with self._store.reports.snapshot():
            return self._writer().write(self._entries(ids), path, progress)

    def _entries(self, ids: Collection[UUID] | None) -> Iterator[ContactEntry]:
        records = self._store.reports.records
        wanted = None if ids is None else set(ids)
        people = [person for person in records(Person) if wanted is None or person.id in wanted]
        people.sort(
            key=lambda each: (collation_key(each.family_name), collation_key(each.given_name), each.id)
        )
        kept = {person.id for person in people}
        main: dict[UUID, Affiliation] = {}
        for affiliation in records(Affiliation):
            if affiliation.person_id in kept:
                known = main.get(affiliation.person_id)
                if known is None or _rank(affiliation) < _rank(known):
                    main[affiliation.person_id] = affiliation
        needed = {affiliation.organisation_id for affiliation in main.values()}
        names = {each.id: each.name for each in records(Organisation) if each.id in needed}
        cities = {city.id: city.name for city in records(City)}
        tags = tags_of_people(self._store.reports)
        for person in people:
            place = main.get(person.id)
            yield ContactEntry(
                person,
                names.get(place.organisation_id, "") if place else "",
                place.role if place else "",
                cities.get(person.city_id, "") if person.city_id else "",
                self._code_book.label(CodeList.COUNTRY, person.country),
                tags.get(person.id, ()),
            )


def _rank(affiliation: Affiliation) -> tuple[bool, bool, str]:
    return (not affiliation.is_main, affiliation.end is not None, affiliation.role)
