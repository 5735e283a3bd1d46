"""The shipped texts from which sample and scaled data are made."""

from __future__ import annotations

from typing import NamedTuple

from capadesk.resource_files import resource_path


class SampleSources(NamedTuple):
    """The texts of four files under `resources/`."""

    code_lists_json: str
    cities_csv: str
    events_json: str
    sample_json: str

    @classmethod
    def shipped(cls) -> SampleSources:
        """As shipped with the program; FileNotFoundError if the installation is incomplete."""
        names = ("code_lists.json", "mission-cities.csv", "capacities-events.json", "sample.json")
        return cls(*(resource_path(name).read_text(encoding="utf-8") for name in names))
