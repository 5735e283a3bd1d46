"""What every new data file begins with."""

from __future__ import annotations

import csv
import io

import pytest

from capadesk.domain import codes
from capadesk.domain.codes import CodeList
from capadesk.domain.errors import UnreadableFile
from capadesk.domain.identity import shipped_id
from capadesk.domain.records import City, CodeItem, Tag
from capadesk.domain.validation import problems_of
from capadesk.domain.when import When
from capadesk.resource_files import resource_path
from capadesk.services.shipped_records import shipped_records

CODE_LISTS = resource_path("code_lists.json").read_text(encoding="utf-8")
CITIES = resource_path("mission-cities.csv").read_text(encoding="utf-8")
RECORDS = list(shipped_records(CODE_LISTS, CITIES))

ENUMS = {
    CodeList.EVENT_STATUS: codes.EventStatus,
    CodeList.EVENT_MODE: codes.EventMode,
    CodeList.PARTICIPATION_ROLE: codes.ParticipationRole,
    CodeList.PARTICIPATION_STATUS: codes.ParticipationStatus,
    CodeList.PRESENCE: codes.Presence,
    CodeList.HEAD_COUNT_GROUP: codes.HeadCountGroup,
    CodeList.HELIX: codes.Helix,
    CodeList.GOVERNANCE_LEVEL: codes.GovernanceLevel,
    CodeList.ORGANISATION_FLAG: codes.OrganisationFlag,
    CodeList.CITY_STATUS: codes.CityStatus,
    CodeList.DECISION_STATUS: codes.DecisionStatus,
    CodeList.ACTION_STATUS: codes.ActionStatus,
    CodeList.ACTION_PRIORITY: codes.ActionPriority,
    CodeList.VISIBILITY: codes.Visibility,
}


def items(code_list: str) -> list[CodeItem]:
    return [r for r in RECORDS if isinstance(r, CodeItem) and r.code_list == code_list]


@pytest.mark.parametrize("code_list", sorted(ENUMS))
def test_a_code_list_holds_every_code_that_rules_depend_on(code_list: CodeList) -> None:
    assert {item.code for item in items(code_list)} == set(ENUMS[code_list])


@pytest.mark.parametrize("code_list", sorted(set(CodeList) - {CodeList.COUNTRY, CodeList.LANGUAGE}))
def test_every_editable_list_has_values_with_labels_in_order(code_list: CodeList) -> None:
    found = items(code_list)
    assert found
    assert [item.position for item in found] == list(range(len(found)))
    assert all(item.label for item in found)
    assert len({item.code for item in found}) == len(found)


def test_every_event_kind_belongs_to_a_family() -> None:
    assert {item.family for item in items(CodeList.EVENT_KIND)} == set(codes.KindFamily)


def test_every_row_of_the_city_file_becomes_a_mission_city_with_its_label_month() -> None:
    cities = [r for r in RECORDS if isinstance(r, City)]
    assert len(cities) == len(list(csv.DictReader(io.StringIO(CITIES)))) == 112
    assert {city.status for city in cities} == {"mission"}
    by_name = {city.name: city for city in cities}
    assert by_name["Łódź"].id == shipped_id("city", "PLlodz")
    assert by_name["Łódź"].mission_label == When.months(2025, 5)
    assert by_name["Utrecht"].mission_label == When()


def test_tags_of_the_field_are_tags_in_known_groups() -> None:
    tags = [r for r in RECORDS if isinstance(r, Tag)]
    assert len(tags) == 24
    assert {tag.group for tag in tags} <= {item.code for item in items(CodeList.TAG_GROUP)}
    assert shipped_id("tag", "energy_systems") in {tag.id for tag in tags}


def test_shipped_records_are_sound_and_no_id_is_given_twice() -> None:
    assert not [(record, problems_of(record)) for record in RECORDS if problems_of(record)]
    assert len({record.id for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize(("lists", "cities"), [("{", CITIES), (CODE_LISTS, "name\nRome\n")])
def test_a_damaged_installation_is_named(lists: str, cities: str) -> None:
    with pytest.raises(UnreadableFile):
        list(shipped_records(lists, cities))
