"""Who and what the sample is about: platform, projects, cities, organisations, people, tags."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from capadesk.domain.codes import CityStatus
from capadesk.domain.folding import fold
from capadesk.domain.identity import imported_id, shipped_id
from capadesk.domain.records import (
    Affiliation,
    City,
    Organisation,
    Person,
    Platform,
    Project,
    Series,
    Tag,
    Tagging,
)
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.shipped_records import mission_cities, shipped_tags, tag_id

_DATA_SOURCES = ("Registration form", "Business card", "E-mail signature", "Website of the organisation")
_LAWFUL_BASES = ("consent", "public_task", "public_task", "legitimate_interests")


class SampleDirectory:
    """The sample's standing records, and how its events find them by key or name."""

    def __init__(self, sample: Mapping[str, Any], sources: SampleSources) -> None:
        self._sample = sample
        self._note: str = sample["invented_note"]
        self._shipped_cities = {fold(city.name): city for city in mission_cities(sources.cities_csv)}
        self._shipped_tags = {tag.id for tag in shipped_tags(sources.code_lists_json)}
        self.cities = {fold(city.name): city for city in self._own_cities()}
        self.topics: dict[UUID, Tag] = {}
        self.projects = dict(self._projects())
        self.series = {
            each["key"]: Series(
                id=sample_id("series", each["key"]),
                name=each["name"],
                goal=each["goal"],
                project_id=self.projects["capacities"].id,
                notes=self._note,
            )
            for each in sample["series"]
        }
        self.organisations: dict[str, Organisation] = {}
        self.organisation_tags: list[Tagging] = []
        self.people_tags: list[Tagging] = []
        self._read_real_organisers()
        self._read_organisations()
        self.people: dict[str, Person] = {}
        self.affiliations: list[Affiliation] = []
        self.main_organisation: dict[str, Organisation] = {}
        self._read_people()

    # --- finding --------------------------------------------------------------------------------

    def city(self, name: str) -> City:
        """A city by name, shipped or the sample's own; KeyError."""
        folded = fold(name)
        return self.cities.get(folded) or self._shipped_cities[folded]

    def tag(self, word: str) -> UUID:
        """The id of a tag: a shipped one by its code, else a topic by its name, made when first asked for."""
        if tag_id(word) in self._shipped_tags:
            return tag_id(word)
        topic = Tag(id=imported_id("tag", fold(word)), name=word)
        self.topics.setdefault(topic.id, topic)
        return topic.id

    def organiser(self, name: str) -> Organisation:
        """A real organiser by the name in the project's listing; KeyError."""
        return self.organisations[fold(name)]

    def people_of(self, countries: list[str], shuffled_by: str) -> list[str]:
        """Keys of the people of these countries (all, if empty), in an order that depends on the word."""
        keys = [key for key, p in self.people.items() if not countries or p.country in countries]
        chance = random.Random(shuffled_by).random
        return sorted(keys, key=lambda _key: chance())

    def platform(self) -> Platform:
        """The profile of the sample's own hub."""
        return Platform(id=sample_id("platform", "own"), notes=self._note, **self._sample["platform"])

    # --- reading --------------------------------------------------------------------------------

    def _own_cities(self) -> Iterator[City]:
        for each in self._sample["cities"]:
            key = f"{fold(each['name'])}|{each['country']}"
            yield City(id=imported_id("city", key), status=CityStatus.OTHER, **each)
        for each in self._sample["places"]:
            yield City(id=sample_id("city", each["name"]), notes=self._note, **each)

    def _projects(self) -> Iterator[tuple[str, Project]]:
        for described in self._sample["projects"]:
            values = dict(described)
            key = values.pop("key")
            start = date.fromisoformat(values.pop("start")) if "start" in values else None
            yield key, Project(id=sample_id("project", key), start=start, **values)

    def _read_real_organisers(self) -> None:
        for described in self._sample["real_organisers"]:
            key = fold(described["name"])
            self._add_organisation(key, imported_id("organisation", key), described, "")

    def _read_organisations(self) -> None:
        for described in self._sample["organisations"]:
            key = described["key"]
            self._add_organisation(key, sample_id("organisation", key), described, self._note)
            organisation_id = self.organisations[key].id
            for word in described.get("tags", ()):
                tag = self.tag(word)
                self.organisation_tags.append(
                    Tagging(
                        id=Tagging.derive_id(tag, organisation_id),
                        tag_id=tag,
                        organisation_id=organisation_id,
                    )
                )

    def _add_organisation(
        self, key: str, organisation_id: UUID, described: Mapping[str, Any], note: str
    ) -> None:
        country = described.get("country", "")
        parent = described.get("parent")
        contact: dict[str, str] = {}
        if note:
            contact = {
                "website": f"https://{key}.example",
                "email": f"info@{key}.example",
                "phone": self._phone(country, len(self.organisations), 0),
                "address": "1 Example Street",
            }
        self.organisations[key] = Organisation(
            id=organisation_id,
            name=described["name"],
            short_name=described.get("short_name", ""),
            helix=described.get("helix", ""),
            level=described.get("level", ""),
            flags=tuple(described.get("flags", ())),
            country=country,
            city_id=self.city(described["city"]).id if "city" in described else None,
            parent_id=self.organisations[fold(parent)].id if parent else None,
            legal_form=described.get("legal_form", ""),
            notes=note,
            **contact,
        )

    def _read_people(self) -> None:
        for organisation_key, members in self._sample["people"].items():
            organisation = self.organisations[organisation_key]
            for given, family, role, *honorific in members:
                key = _person_key(given, family)
                self.people[key] = self._person(key, given, family, honorific, organisation_key, organisation)
                self.main_organisation[key] = organisation
                since = random.Random(f"since|{key}").random()
                start = date(2017 + int(since * 8), 1 + int(since * 1000) % 12, 1)
                self._affiliate(key, organisation, role, start, None, is_main=True)
        for key, words in self._sample["people_tags"].items():
            person_id = self.people[fold(key)].id
            for tag in map(self.tag, words):
                self.people_tags.append(
                    Tagging(id=Tagging.derive_id(tag, person_id), tag_id=tag, person_id=person_id)
                )
        for key, organisation_key, role, first, last in self._sample["more_affiliations"]:
            end = date.fromisoformat(last) if last else None
            organisation = self.organisations[organisation_key]
            self._affiliate(fold(key), organisation, role, date.fromisoformat(first), end, is_main=False)

    def _person(
        self,
        key: str,
        given: str,
        family: str,
        honorific: list[str],
        organisation_key: str,
        organisation: Organisation,
    ) -> Person:
        rng = random.Random(f"person|{key}")
        number = len(self.people)
        return Person(
            id=sample_id("person", key),
            given_name=given,
            family_name=family,
            honorific=honorific[0] if honorific else "",
            email=f"{key}@{organisation_key}.example",
            phone=self._phone(organisation.country, number, 1),
            mobile=self._phone(organisation.country, number, 2) if rng.random() < 0.4 else "",
            language=self._sample["languages"][organisation.country],
            country=organisation.country,
            city_id=organisation.city_id,
            lawful_basis=_LAWFUL_BASES[int(rng.random() * len(_LAWFUL_BASES))],
            data_source=_DATA_SOURCES[int(rng.random() * len(_DATA_SOURCES))],
            notes=self._note,
        )

    def _affiliate(
        self, key: str, organisation: Organisation, role: str, start: date, end: date | None, *, is_main: bool
    ) -> None:
        person_id = self.people[key].id
        self.affiliations.append(
            Affiliation(
                id=Affiliation.derive_id(person_id, organisation.id, role),
                person_id=person_id,
                organisation_id=organisation.id,
                role=role,
                start=start,
                end=end,
                is_main=is_main,
            )
        )

    def _phone(self, country: str, number: int, line: int) -> str:
        """A number that does not exist: no network's numbers begin with 000."""
        return f"+{self._sample['calling_codes'][country]} 000 {line}{number:03}"


def sample_id(kind: str, key: str) -> UUID:
    """The id of a record of the sample: the same in every file."""
    return shipped_id(f"sample:{kind}", key)


def _person_key(given: str, family: str) -> str:
    return fold(f"{given}.{family}").replace("'", "").replace(" ", "-")
