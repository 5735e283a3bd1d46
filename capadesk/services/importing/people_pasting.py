"""Pasted rows as people: columns by headings or values, matched by e-mail, else by name and organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from capadesk.domain.errors import UserError
from capadesk.domain.folding import fold, word_key
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Affiliation, Person
from capadesk.domain.validation import NAME_LIMIT, problems_of
from capadesk.services.importing.import_plan import ImportPlan, Outcome, PlanItem, RecordWork
from capadesk.services.named_records import NamedRecords
from capadesk.services.ports import Localisation, Notice, Store
from capadesk.services.words import N_, _

PEOPLE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "given_name": (N_("Given name"), N_("First name")),
    "family_name": (N_("Family name"), N_("Last name"), N_("Surname")),
    "name": (N_("Name"), N_("Full name")),
    "honorific": (N_("Academic title"),),
    "email": (N_("E-mail"), N_("E-mail address"), N_("Mail")),
    "phone": (N_("Phone"), N_("Telephone")),
    "mobile": (N_("Mobile"), N_("Mobile phone")),
    "organisation": (N_("Organisation"), N_("Organization"), N_("Company"), N_("Institution")),
    "position": (N_("Position"), N_("Job title"), N_("Function")),
    "city": (N_("City"), N_("Town")),
    "country": (N_("Country"),),
}
"""What a column of people can be, with the headings that say so (in English and in the user's language)."""

_OTHER_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "given_name": ("Vorname", "Nome", "Prénom"),
    "family_name": ("Nachname", "Familienname", "Cognome", "Nom", "Nom de famille"),
    "name": ("Vollständiger Name", "Nome e cognome", "Nome completo", "Nom complet"),
    "honorific": ("Akademischer Titel", "Titolo di studio"),
    "email": ("E-Mail-Adresse", "Posta elettronica", "Indirizzo e-mail", "Courriel", "Adresse e-mail"),
    "phone": ("Telefon", "Telefonnummer", "Telefono", "Téléphone"),
    "mobile": ("Handy", "Mobiltelefon", "Cellulare", "Portable"),
    "organisation": ("Firma", "Einrichtung", "Organizzazione", "Ente", "Azienda", "Organisme", "Société"),
    "position": ("Funktion", "Funzione", "Ruolo", "Fonction", "Poste"),
    "city": ("Stadt", "Ort", "Città", "Ville"),
    "country": ("Land", "Paese", "Pays"),
}
"""Headings that lists from partners have, whatever the user's own language is."""

_IN_RECORD = ("given_name", "family_name", "honorific", "email", "phone", "mobile", "country")


def people_columns(rows: Sequence[Sequence[str]]) -> tuple[dict[int, str], bool]:
    """Fields by column, and whether the first row is headings.

    Without headings the column of addresses is found by its @, the first text is the name.
    UserError `paste_no_people` if nothing can be a name or an address.
    """
    words = {word_key(form): field for field, forms in _OTHER_LANGUAGES.items() for form in forms}
    words |= {
        word_key(form): field
        for field, names in PEOPLE_FIELDS.items()
        for name in names
        for form in (name, _(name))
    }
    found: dict[int, str] = {}
    for index, cell in enumerate(rows[0]):
        field = words.get(word_key(cell))
        if field is not None and field not in found.values():
            found[index] = field
    if {"name", "family_name", "email"}.intersection(found.values()):
        return found, True
    found = {}
    for index in range(max(map(len, rows))):
        values = [row[index] for row in rows if index < len(row) and row[index]]
        if values and sum("@" in value for value in values) > len(values) / 2:
            found.setdefault(index, "email")
        elif values and "name" not in found.values() and any(c.isalpha() for c in values[0]):
            found[index] = "name"
    if "email" not in found.values():
        raise UserError("paste_no_people")
    return found, False


class PeoplePasting:
    """Plans pasted rows: whom to make, who is here already. Nobody who is here is changed."""

    def __init__(self, store: Store, localisation: Localisation) -> None:
        self._store = store
        binned = {(entry.kind, entry.record_id) for entry in store.bin()}
        self._names = NamedRecords(store, binned)
        self._countries = {
            fold(name): code
            for code in localisation.country_codes()
            for name in (code, localisation.country_name(code))
        }
        self._by_email: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = {}
        people = {person.id: person for person in store.select(Person)}
        for person in people.values():
            self._know(person)
        for joined, goes_on in store.duplicates.joined_records(Person):
            if goes_on in people:
                self._know(joined, people[goes_on])
        self._affiliated = {(each.person_id, each.organisation_id) for each in store.select(Affiliation)}
        self._people: list[Record] = []
        self._links: list[Record] = []

    def plan(self, rows: Sequence[Sequence[str]], file: str) -> ImportPlan:
        """The plan of all rows; UserError `paste_no_people`."""
        mark = self._store.latest_change()
        columns, has_headings = people_columns(rows)
        items: list[PlanItem] = []
        first = 2 if has_headings else 1
        for number, row in enumerate(rows[1:] if has_headings else rows, start=first):
            values = {
                field: " ".join(row[index].split()) for index, field in columns.items() if index < len(row)
            }
            items.append(self._item(values, _("row {number}").format(number=number), file))
        notices = tuple(
            Notice(file, "", "column_not_used", {"heading": cell})
            for index, cell in enumerate(rows[0])
            if has_headings and index not in columns and cell
        )
        made = sorted(self._names.to_create, key=lambda record: record.KIND)
        work = RecordWork((*made, *self._people, *self._links))
        return ImportPlan((file,), tuple(items), notices, work, mark)

    def _item(self, values: Mapping[str, str], place: str, file: str) -> PlanItem:
        person, problem = self._person(values)
        title = person.full_name
        if problem:
            field, code, data = problem
            return _item(file, place, Outcome.UNREADABLE, title, reason=code, data={"field": field, **data})
        organisation = values.get("organisation", "")
        known = self._known(person, organisation)
        if known is not None:
            return _item(file, place, Outcome.SAME, known.full_name, record_id=known.id)
        city = self._names.city(values.get("city", ""), person.country)
        if city is not None and not city.is_binned:
            self._names.use(city.record_id)
            person = replace(person, city_id=city.record_id)
        self._people.append(person)
        self._know(person)
        if organisation:
            self._affiliate(person.id, organisation, values.get("position", ""))
        return _item(file, place, Outcome.CREATE, title, record_id=person.id)

    def _person(self, values: Mapping[str, str]) -> tuple[Person, tuple[str, str, dict[str, Any]] | None]:
        fields: dict[str, Any] = {name: values.get(name, "") for name in _IN_RECORD}
        if values.get("name") and not fields["family_name"]:
            given, family = _split_name(values["name"])
            fields["given_name"], fields["family_name"] = fields["given_name"] or given, family
        problem: tuple[str, str, dict[str, Any]] | None = None
        for name, text in fields.items():
            if len(text) > NAME_LIMIT:
                problem = (name, "too_long", {"limit": NAME_LIMIT})
                fields[name] = text[:NAME_LIMIT]
        country = fields["country"]
        fields["country"] = self._countries.get(fold(country), "")
        if country and not fields["country"]:
            problem = problem or ("country", "unknown_country", {"text": country[:100]})
        person = Person(id=new_id(), data_source=_("Pasted from a table"), **fields)
        if problem is None:
            for field, code in problems_of(person):
                problem = (field, code, {})
                break
        return person, problem

    def _known(self, person: Person, organisation: str) -> Person | None:
        """Somebody with the same address; without an address of one of both, with the same name and place."""
        found = self._by_email.get(fold(person.email)) if person.email else None
        if found is not None:
            return found
        for other in self._by_name.get(fold(person.full_name), ()):
            if person.email and other.email:
                continue
            if not organisation or self._stands_for(other.id, organisation):
                return other
        return None

    def _stands_for(self, person_id: UUID, organisation: str) -> bool:
        named = self._names.organisation(organisation)
        return (person_id, named.record_id) in self._affiliated

    def _affiliate(self, person_id: UUID, name: str, position: str) -> None:
        named = self._names.organisation(name[:NAME_LIMIT])
        if named.is_binned:
            return
        self._names.use(named.record_id)
        role = position[:NAME_LIMIT]
        link_id = Affiliation.derive_id(person_id, named.record_id, role)
        self._links.append(
            Affiliation(
                id=link_id, person_id=person_id, organisation_id=named.record_id, role=role, is_main=True
            )
        )
        self._affiliated.add((person_id, named.record_id))

    def _know(self, person: Person, goes_on: Person | None = None) -> None:
        """Find the person by address and name; by those of one who was joined into `goes_on`, that one."""
        found = goes_on or person
        if person.email:
            self._by_email.setdefault(fold(person.email), found)
        self._by_name.setdefault(fold(person.full_name), []).append(found)


def _split_name(name: str) -> tuple[str, str]:
    """ "Bianchi, Anna" and "Anna Bianchi"."""
    family, comma, given = name.partition(",")
    if comma:
        return given.strip(), family.strip()
    given, _blank, family = name.rpartition(" ")
    return given, family


def _item(file: str, place: str, outcome: Outcome, title: str, **more: Any) -> PlanItem:
    return PlanItem(file, place, outcome, title, record_kind=Person.KIND, **more)
