"""The list of people as a report of one table: what an export of addresses holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.codes import CodeList
from capadesk.domain.records import Affiliation, City, Organisation, Person
from capadesk.domain.report import Column, ColumnKind, Report, Table
from capadesk.services.people_tags import tags_of_people
from capadesk.services.ports import CodeBook, Store
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

PEOPLE_REPORT = "people"


def people_report(desk: Desk) -> Report:
    """Every live person with the main organisation, by name; countries and languages in words."""
    store, code_book = desk.store, desk.code_book
    table = Table(
        name=PEOPLE_REPORT,
        title=_("People"),
        columns=(
            Column("given_name", _("Given name")),
            Column("family_name", _("Family name")),
            Column("honorific", _("Title")),
            Column("email", _("E-mail")),
            Column("phone", _("Phone")),
            Column("mobile", _("Mobile")),
            Column("organisation", _("Organisation")),
            Column("position", _("Position")),
            Column("city", _("City")),
            Column("country", _("Country")),
            Column("language", _("Language")),
            Column("tags", _("Topics"), ColumnKind.LONG_TEXT),
            Column("lawful_basis", _("Lawful basis")),
            Column("data_source", _("Source of the data")),
            Column("notes", _("Notes"), ColumnKind.LONG_TEXT),
        ),
        rows=lambda: _rows(store, code_book),
    )
    return Report(PEOPLE_REPORT, _("People"), desk.reports.provenance(), (table,))


def _rows(store: Store, code_book: CodeBook) -> Iterator[tuple[Any, ...]]:
    cities = {city.id: city.name for city in store.reports.records(City)}
    organisations = {each.id: each.name for each in store.reports.records(Organisation)}
    tags = tags_of_people(store.reports)
    main: dict[UUID, Affiliation] = {}
    for affiliation in store.reports.records(Affiliation):
        known = main.get(affiliation.person_id)
        if known is None or _rank(affiliation) < _rank(known):
            main[affiliation.person_id] = affiliation
    people = sorted(
        store.reports.records(Person),
        key=lambda person: (person.family_name.casefold(), person.given_name.casefold(), person.id),
    )
    for person in people:
        place = main.get(person.id)
        values = (
            person.given_name,
            person.family_name,
            person.honorific,
            person.email,
            person.phone,
            person.mobile,
            organisations.get(place.organisation_id) if place else None,
            place.role if place else None,
            cities.get(person.city_id) if person.city_id else None,
            code_book.label(CodeList.COUNTRY, person.country),
            code_book.label(CodeList.LANGUAGE, person.language),
            "; ".join(tags.get(person.id, ())),
            code_book.label(CodeList.LAWFUL_BASIS, person.lawful_basis),
            person.data_source,
            person.notes,
        )
        yield tuple(value or None for value in values)


def _rank(affiliation: Affiliation) -> tuple[bool, bool, str]:
    return (not affiliation.is_main, affiliation.end is not None, affiliation.role)
