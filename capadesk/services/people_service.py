"""Recording people and the organisations that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, Interaction, Organisation, Person, Tagging
from capadesk.services.event_service import keep_children
from capadesk.services.ports import Store
from capadesk.services.words import N_


@dataclass(frozen=True, slots=True)
class PersonDossier:
    """A person with affiliations, interactions and tags."""

    person: Person
    affiliations: tuple[Affiliation, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    tag_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationDossier:
    """An organisation with its people, interactions and tags."""

    organisation: Organisation
    affiliations: tuple[Affiliation, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    tag_ids: tuple[UUID, ...] = ()


class PersonService:
    """Use cases around people; each returns the ChangeSet that it made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def new(self, name: str = "") -> PersonDossier:
        """An empty dossier, not stored yet; a typed name is split at its last blank."""
        given, _, family = name.strip().rpartition(" ")
        return PersonDossier(Person(id=new_id(), given_name=given, family_name=family))

    def open(self, person_id: UUID) -> PersonDossier:
        """The stored dossier; RecordNotFound."""
        taggings = self._store.select(Tagging, person_id=person_id)
        return PersonDossier(
            self._store.get(Person, person_id),
            _main_first(self._store.select(Affiliation, person_id=person_id)),
            _newest_first(self._store.select(Interaction, person_id=person_id)),
            tuple(tagging.tag_id for tagging in taggings),
        )

    def duplicate(self, person_id: UUID) -> PersonDossier:
        """A colleague, not stored yet: where they are, what for, tags; nothing that is said of one person.

        RecordNotFound.
        """
        dossier = self.open(person_id)
        person = dossier.person
        copy = Person(
            id=new_id(),
            phone=person.phone,
            language=person.language,
            country=person.country,
            city_id=person.city_id,
        )
        current = (each for each in dossier.affiliations if each.end is None)
        places = tuple(_mended(replace(each, person_id=copy.id, start=None)) for each in current)
        return PersonDossier(copy, places, tag_ids=dossier.tag_ids)

    def save(self, dossier: PersonDossier) -> ChangeSet:
        """Store the dossier as one change; InvalidRecord."""
        person = dossier.person
        with self._store.unit_of_work() as work:
            is_new = work.find(Person, person.id) is None
            work.save(person)
            affiliations = [_mended(replace(a, person_id=person.id)) for a in dossier.affiliations]
            keep_children(work, Affiliation, person.id, affiliations, "person_id")
            interactions = [replace(i, person_id=person.id) for i in dossier.interactions]
            keep_children(work, Interaction, person.id, interactions, "person_id")
            taggings = [
                Tagging(id=Tagging.derive_id(tag_id, person.id), tag_id=tag_id, person_id=person.id)
                for tag_id in dict.fromkeys(dossier.tag_ids)
            ]
            keep_children(work, Tagging, person.id, taggings, "person_id")
            label = N_("Added “{name}”") if is_new else N_("Changed “{name}”")
            return work.commit(label, name=person.full_name)


class OrganisationService:
    """Use cases around organisations; each returns the ChangeSet that it made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def new(self, name: str = "") -> OrganisationDossier:
        """An empty dossier, not stored yet."""
        return OrganisationDossier(Organisation(id=new_id(), name=name.strip()))

    def open(self, organisation_id: UUID) -> OrganisationDossier:
        """The stored dossier; RecordNotFound."""
        taggings = self._store.select(Tagging, organisation_id=organisation_id)
        return OrganisationDossier(
            self._store.get(Organisation, organisation_id),
            _main_first(self._store.select(Affiliation, organisation_id=organisation_id)),
            _newest_first(self._store.select(Interaction, organisation_id=organisation_id)),
            tuple(tagging.tag_id for tagging in taggings),
        )

    def duplicate(self, organisation_id: UUID) -> OrganisationDossier:
        """A copy, not stored yet, without its people and what was said with it; RecordNotFound."""
        dossier = self.open(organisation_id)
        copy = replace(dossier.organisation, id=new_id())
        return OrganisationDossier(copy, tag_ids=dossier.tag_ids)

    def save(self, dossier: OrganisationDossier) -> ChangeSet:
        """Store the dossier as one change; InvalidRecord."""
        organisation = dossier.organisation
        with self._store.unit_of_work() as work:
            is_new = work.find(Organisation, organisation.id) is None
            work.save(organisation)
            affiliations = [
                _mended(replace(a, organisation_id=organisation.id)) for a in dossier.affiliations
            ]
            keep_children(work, Affiliation, organisation.id, affiliations, "organisation_id")
            interactions = [replace(i, organisation_id=organisation.id) for i in dossier.interactions]
            keep_children(work, Interaction, organisation.id, interactions, "organisation_id")
            taggings = [
                Tagging(
                    id=Tagging.derive_id(tag_id, organisation.id),
                    tag_id=tag_id,
                    organisation_id=organisation.id,
                )
                for tag_id in dict.fromkeys(dossier.tag_ids)
            ]
            keep_children(work, Tagging, organisation.id, taggings, "organisation_id")
            label = N_("Added “{name}”") if is_new else N_("Changed “{name}”")
            return work.commit(label, name=organisation.name)


def _mended(affiliation: Affiliation) -> Affiliation:
    derived = Affiliation.derive_id(affiliation.person_id, affiliation.organisation_id, affiliation.role)
    return replace(affiliation, id=derived)


def _main_first(affiliations: list[Affiliation]) -> tuple[Affiliation, ...]:
    return tuple(sorted(affiliations, key=lambda a: (not a.is_main, a.end is not None, a.role)))


def _newest_first(interactions: list[Interaction]) -> tuple[Interaction, ...]:
    return tuple(sorted(interactions, key=lambda i: i.when, reverse=True))
