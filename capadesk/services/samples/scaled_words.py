"""Names, titles and sentences composed from the word lists of sample.json, for scaled data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from capadesk.domain.folding import fold
from capadesk.domain.records import City

_T = TypeVar("_T")
Chance = Callable[[], float]
"""Gives a number from 0 up to 1, as `random.Random.random` does: the one call whose numbers Python keeps."""


class CountryWords(NamedTuple):
    """What a country's people and places are made of."""

    code: str
    language: str
    zone: str
    calling_code: str
    given: Sequence[str]
    family: Sequence[Sequence[str]]
    cities: Sequence[City]


class ScaledWords:
    """Picks and composes words; each method takes the chances of its caller."""

    def __init__(self, sample: Mapping[str, Any], cities: Iterable[City]) -> None:
        words = sample["words"]
        by_country: dict[str, list[City]] = {}
        for city in cities:
            by_country.setdefault(city.country, []).append(city)
        self.countries = [
            CountryWords(
                code,
                sample["languages"][code],
                sample["zones"][code],
                sample["calling_codes"][code],
                each["given"],
                each["family"],
                by_country[code],
            )
            for code, each in words["countries"].items()
        ]
        self.country_weights: list[int] = [each["weight"] for each in words["countries"].values()]
        self.kinds = _spread(words["kinds"])
        self.organisations = _spread(words["organisations"])
        self.positions: list[str] = words["positions"]
        self.venues: list[str] = words["venues"]
        self._words = words

    def person_name(self, chance: Chance, country: CountryWords) -> tuple[str, str]:
        """A given and a family name of the country."""
        beginning, ending = (pick(chance, parts) for parts in country.family)
        return pick(chance, country.given), beginning + ending

    def place(self, chance: Chance) -> str:
        """A place that does not exist: "Upper Musterstadt"."""
        return f"{pick(chance, self._words['quarters'])} {pick(chance, self._words['places'])}"

    def sentence(self, chance: Chance, of: str, city: str) -> str:
        """A sentence of a list: "objectives", "minutes", "decisions", "actions", "subjects", "series"."""
        return self.filled(chance, pick(chance, self._words[of]), city)

    def filled(self, chance: Chance, pattern: str, city: str) -> str:
        """A pattern with {topic}, {Topic}, {other}, {audience}, {place}, {city} and {City} filled in."""
        topic = pick(chance, self._words["topics"])
        return pattern.format(
            topic=topic,
            Topic=topic[0].upper() + topic[1:],
            other=pick(chance, self._words["topics"]),
            audience=pick(chance, self._words["audiences"]),
            place=pick(chance, self._words["places"]),
            city=city,
            City=city[0].upper() + city[1:],
        )


def pick(chance: Chance, choices: Sequence[_T]) -> _T:
    """One of them, all alike."""
    return choices[int(chance() * len(choices))]


def address_part(name: str) -> str:
    """A name as it stands in an e-mail address or a host name."""
    return "".join(c for c in fold(name).replace(" ", "-") if c.isascii() and (c.isalnum() or c == "-"))


def _spread(weighted: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in weighted for _ in range(each["weight"])]
