"""Desks that share records and contradict each other make equal hubs, in whatever order their files come.

`python -m tests.bench.hubs` does the same with forty desks of full size.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.hub_desks import Sending, Size, sendings
from tests.bench.hub_differences import counts, differences
from tests.bench.hubs import fill, in_some_order


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[Sending]:
    return list(sendings(tmp_path_factory.mktemp("desks"), 3, Size(30, 15, 200)))


def test_two_orders_of_files_and_packages_make_equal_hubs(sent: list[Sending], tmp_path: Path) -> None:
    hubs = [tmp_path / f"hub-{number}.db" for number in (1, 2)]
    for number, hub in enumerate(hubs, 1):
        fill(hub, in_some_order(sent, number))
    assert list(differences(*hubs)) == []
    found = counts(hubs[0])
    assert found["rival"] > 0
    assert found["participation"] > 3 * 200


def test_the_comparison_finds_what_is_missing(sent: list[Sending], tmp_path: Path) -> None:
    hubs = [tmp_path / f"hub-{number}.db" for number in (1, 2)]
    fill(hubs[0], [each.whole for each in sent])
    fill(hubs[1], [each.whole for each in sent[:2]])
    found = list(differences(*hubs))
    assert any(line.startswith("event:") for line in found)
    assert any(line.startswith("log:") for line in found)
    assert any(line.startswith("search of event:") for line in found)
