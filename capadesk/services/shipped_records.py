"""The records that every data file begins with: code lists, tags of the field, Mission Cities."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from uuid import UUID

from capadesk.domain.codes import CityStatus, CodeList
from capadesk.domain.errors import UnreadableFile
from capadesk.domain.folding import fold
from capadesk.domain.identity import shipped_id
from capadesk.domain.record import Record
from capadesk.domain.records import City, CodeItem, Tag
from capadesk.domain.when import When

TAG_LIST = "tag"
"""The list in code_lists.json whose values become Tag records, not CodeItems."""

_CITY_COLUMNS = {"iso2", "city", "mission_label"}


def shipped_records(code_lists_json: str, cities_csv: str) -> Iterator[Record]:
    """All shipped records, in the files' order; their ids are the same on every desk.

    `code_lists_json`: an object of lists, each value [code, English label, family or tag group (optional)].
    `cities_csv`: rows iso2, country, city, mission_label (YYYY-MM or empty). UnreadableFile.
    """
    yield from _code_items(code_lists_json)
    yield from shipped_tags(code_lists_json)
    yield from mission_cities(cities_csv)


def shipped_tags(code_lists_json: str) -> Iterator[Tag]:
    """The tags of the field: fields of action, levers, barriers."""
    for value in _lists(code_lists_json).get(TAG_LIST, []):
        code, name, group = value
        yield Tag(id=tag_id(code), name=name, group=group)


def mission_cities(cities_csv: str) -> Iterator[City]:
    """The cities of the EU Mission with the month of their label."""
    rows = csv.DictReader(io.StringIO(cities_csv))
    if not _CITY_COLUMNS.issubset(rows.fieldnames or ()):
        raise UnreadableFile("mission-cities.csv", "columns_missing", "row 1")
    for row in rows:
        label = row["mission_label"]
        yield City(
            id=city_id(row["iso2"], row["city"]),
            name=row["city"],
            country=row["iso2"],
            status=CityStatus.MISSION,
            mission_label=When.parse("month", label) if label else When(),
        )


def city_id(country: str, name: str) -> UUID:
    """The id of a shipped city: its country (ISO 3166-1 alpha-2) and folded name."""
    return shipped_id("city", country + fold(name))


def tag_id(code: str) -> UUID:
    """The id of a shipped tag."""
    return shipped_id(TAG_LIST, code)


def _code_items(code_lists_json: str) -> Iterator[CodeItem]:
    for name, values in _lists(code_lists_json).items():
        if name == TAG_LIST:
            continue
        code_list = CodeList(name)
        for position, (code, label, *family) in enumerate(values):
            yield CodeItem(
                id=shipped_id(f"code:{code_list}", code),
                code_list=code_list,
                code=code,
                label=label,
                family=family[0] if family else "",
                position=position,
            )


def _lists(code_lists_json: str) -> dict[str, list[list[str]]]:
    try:
        lists: dict[str, list[list[str]]] = json.loads(code_lists_json)
    except json.JSONDecodeError as error:
        raise UnreadableFile("code_lists.json", "not_json", f"line {error.lineno}") from error
    return lists
