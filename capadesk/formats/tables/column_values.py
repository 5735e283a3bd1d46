"""Whether the values of a column are of the kind that a field of an event takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from capadesk.domain.errors import UserError
from capadesk.formats.words.date_text import FIRST_YEAR, LAST_YEAR, parse_date_text
from capadesk.formats.words.locale_words import country_code


def share_that_fits(field: str, values: Sequence[Any], *, nothing: float) -> float:
    """The share of values that the field could take, 0 to 1; `nothing` if there are no values."""
    if not values:
        return nothing
    if field == "id":
        return float(_are_ids(values))
    test = _TESTS.get(field)
    return 1.0 if test is None else sum(map(test, values)) / len(values)


def _are_ids(values: Sequence[Any]) -> bool:
    """All different, and no running number: that one changes as soon as a row is put in between."""
    texts = [str(value).strip() for value in values]
    return len(set(texts)) == len(texts) and texts != [str(n) for n in range(1, len(texts) + 1)]


def _is_date(value: Any) -> bool:
    if isinstance(value, date):
        return True
    if isinstance(value, int) and not isinstance(value, bool):
        return FIRST_YEAR <= value <= LAST_YEAR
    if not isinstance(value, str):
        return False
    try:
        return parse_date_text(value, "UTC") is not None
    except UserError as error:
        return error.code == "date_impossible"


def _is_count(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().isdecimal()
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_country(value: Any) -> bool:
    return isinstance(value, str) and country_code(value) is not None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower().startswith(("http://", "https://", "www."))


def _is_city(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > 40 or len(value.split()) > 3:
        return False
    return not any(c.isdecimal() or c in ",;:" for c in value)


_TESTS: dict[str, Callable[[Any], bool]] = {
    "start": _is_date,
    "end": _is_date,
    "count_on_site": _is_count,
    "count_remote": _is_count,
    "country": _is_country,
    "website": _is_address,
    "online_link": _is_address,
    "city": _is_city,
}

TESTED_FIELDS = frozenset(_TESTS)
"""Fields whose values have a look of their own."""
