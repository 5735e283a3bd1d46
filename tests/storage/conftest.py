"""Every store passes the same tests: those that ask for `places` run on files and on a hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.places import FilePlaces, HubDatabases, HubPlaces, Places


@pytest.fixture(scope="session")
def hub_databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> HubDatabases:
    """The hubs that tests may borrow, on a server that ends with them."""
    return HubDatabases(request.getfixturevalue("postgres_server"), tmp_path_factory.mktemp("hubs"))


def _places(request: pytest.FixtureRequest, folder: Path) -> Iterator[Places]:
    if request.param == "file":
        yield FilePlaces(folder)
        return
    hubs = HubPlaces(request.getfixturevalue("hub_databases"), folder)
    yield hubs
    hubs.close()


@pytest.fixture(params=["file", "hub"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Where the stores of a test live."""
    yield from _places(request, tmp_path)


@pytest.fixture(scope="module", params=["file", "hub"])
def module_places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Places]:
    """Where the stores of all tests of a module live."""
    yield from _places(request, tmp_path_factory.mktemp("places"))
