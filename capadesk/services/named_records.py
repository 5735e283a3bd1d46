"""Cities, organisations and tags that a file names: found by name, or made under ids that all desks share."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.codes import CityStatus
from capadesk.domain.folding import fold
from capadesk.domain.identity import imported_id
from capadesk.domain.record import Record
from capadesk.domain.records import City, Organisation, Tag
from capadesk.services.ports import Store

RecordKey = tuple[str, UUID]


class Named(NamedTuple):
    """A record that a name stands for; `is_binned`: it was deleted here, and is not to be used."""

    record_id: UUID
    name: str
    is_binned: bool = False


class NamedRecords:
    """Looks names up; what is missing is made, but counts only once `use` says that somebody refers to it."""

    def __init__(self, store: Store, binned: AbstractSet[RecordKey]) -> None:
        self._binned = binned
        self._made: dict[UUID, Record] = {}
        self._used: dict[UUID, Record] = {}
        self._city_names: dict[UUID, str] = {}
        self._cities: dict[tuple[str, str], Named] = {}
        self._cities_by_name: dict[str, list[tuple[str, Named]]] = {}
        self._organisations: dict[str, Named] = {}
        self._organisation_names: dict[UUID, str] = {}
        self._tags: dict[str, Named] = {}
        self._tag_names: dict[UUID, str] = {}
        for city in store.select(City):
            self._add_city(city)
        organisations = store.select(Organisation)
        for organisation in organisations:
            self._add_organisation(organisation)
        for organisation in organisations:
            if organisation.short_name:
                named = Named(organisation.id, organisation.name)
                self._organisations.setdefault(_key(organisation.short_name), named)
        for tag in sorted(store.select(Tag), key=lambda tag: (tag.group != "topic", tag.name)):
            self._add_tag(tag)
        self._joined: dict[UUID, Named] = {}
        self._know_joined(store)

    def _know_joined(self, store: Store) -> None:
        """A name that a record had before it was joined into another one stands for that one."""
        for city, goes_on in store.duplicates.joined_records(City):
            if named := self._going_on(city, goes_on, self._city_names):
                self._cities.setdefault((_key(city.name), city.country), named)
                same_name = self._cities_by_name.setdefault(_key(city.name), [])
                if all(known.record_id != goes_on for _country, known in same_name):
                    same_name.append((city.country, named))
        for organisation, goes_on in store.duplicates.joined_records(Organisation):
            if named := self._going_on(organisation, goes_on, self._organisation_names):
                for name in (organisation.name, organisation.short_name):
                    if name:
                        self._organisations.setdefault(_key(name), named)
        for tag, goes_on in store.duplicates.joined_records(Tag):
            if named := self._going_on(tag, goes_on, self._tag_names):
                self._tags.setdefault(_key(tag.name), named)

    def _going_on(
        self, joined: City | Organisation | Tag, goes_on: UUID, live: Mapping[UUID, str]
    ) -> Named | None:
        if goes_on in live:
            named = Named(goes_on, live[goes_on])
        elif (joined.KIND, goes_on) in self._binned:
            named = Named(goes_on, joined.name, is_binned=True)
        else:
            return None
        self._joined[joined.id] = named
        return named

    def city(self, name: str, country: str) -> Named | None:
        """The city of that name and country; without a country the only one of that name. None for ""."""
        key = _key(name)
        if not key:
            return None
        found = self._cities.get((key, country))
        if found is None and country:
            found = self._cities.get((key, ""))
        elif found is None and len(same_name := self._cities_by_name.get(key, [])) == 1:
            found = same_name[0][1]
        if found is None:
            city_id = imported_id("city", f"{key}|{country}")
            if city_id in self._city_names:
                return Named(city_id, self._city_names[city_id])
            if city_id in self._joined:
                return self._joined[city_id]
            if ("city", city_id) in self._binned:
                return Named(city_id, name, is_binned=True)
            found = self._add_city(
                City(id=city_id, name=name, country=country, status=CityStatus.OTHER), True
            )
        return found

    def organisation(self, name: str) -> Named:
        """The organisation of that name or short name."""
        key = _key(name)
        found = self._organisations.get(key)
        if found is None:
            organisation_id = imported_id("organisation", key)
            if organisation_id in self._organisation_names:
                return Named(organisation_id, self._organisation_names[organisation_id])
            if organisation_id in self._joined:
                return self._joined[organisation_id]
            if ("organisation", organisation_id) in self._binned:
                return Named(organisation_id, name, is_binned=True)
            found = self._add_organisation(Organisation(id=organisation_id, name=name), True)
        return found

    def tag(self, name: str) -> Named:
        """The tag of that name, of whatever group; a new one is a topic."""
        key = _key(name)
        found = self._tags.get(key)
        if found is None:
            tag_id = imported_id("tag", key)
            if tag_id in self._tag_names:
                return Named(tag_id, self._tag_names[tag_id])
            if tag_id in self._joined:
                return self._joined[tag_id]
            if ("tag", tag_id) in self._binned:
                return Named(tag_id, name, is_binned=True)
            found = self._add_tag(Tag(id=tag_id, name=name), True)
        return found

    def use(self, record_id: UUID | None) -> None:
        """Something that will be saved refers to the record: if it was made here, it is to be saved too."""
        if record_id in self._made:
            self._used.setdefault(record_id, self._made[record_id])

    @property
    def to_create(self) -> tuple[Record, ...]:
        """The records that were made and are used."""
        return tuple(self._used.values())

    def city_name(self, city_id: UUID | None) -> str:
        """The name of a city, "" if there is none."""
        return "" if city_id is None else self._city_names.get(city_id, "")

    def organisation_name(self, organisation_id: UUID | None) -> str:
        """The name of an organisation, "" if there is none."""
        return "" if organisation_id is None else self._organisation_names.get(organisation_id, "")

    def tag_name(self, tag_id: UUID) -> str:
        """The name of a tag."""
        return self._tag_names.get(tag_id, "")

    def _add_city(self, city: City, is_new: bool = False) -> Named:
        named = Named(city.id, city.name)
        self._cities.setdefault((_key(city.name), city.country), named)
        self._cities_by_name.setdefault(_key(city.name), []).append((city.country, named))
        self._city_names[city.id] = city.name
        return self._noted(city, named, is_new)

    def _add_organisation(self, organisation: Organisation, is_new: bool = False) -> Named:
        named = Named(organisation.id, organisation.name)
        self._organisations.setdefault(_key(organisation.name), named)
        self._organisation_names[organisation.id] = organisation.name
        return self._noted(organisation, named, is_new)

    def _add_tag(self, tag: Tag, is_new: bool = False) -> Named:
        named = Named(tag.id, tag.name)
        self._tags.setdefault(_key(tag.name), named)
        self._tag_names[tag.id] = tag.name
        return self._noted(tag, named, is_new)

    def _noted(self, record: Record, named: Named, is_new: bool) -> Named:
        if is_new:
            self._made[record.id] = record
        return named


def _key(name: str) -> str:
    return " ".join(fold(name).split())
