"""Every store passes the same tests: those that ask for `places` run on files and on a hub.

The modules that say `IS_CONTRACT = True` are the contract of ports.Store: they run in memory as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from tests.memory_store.memory_places import MemoryPlaces
from tests.storage.places import EncryptedPlaces, FilePlaces, HubDatabases, HubPlaces, Places


@pytest.fixture(scope="session")
def hub_databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> HubDatabases:
    """The hubs that tests may borrow, on a server that ends with them."""
    return HubDatabases(request.getfixturevalue("postgres_server"), tmp_path_factory.mktemp("hubs"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module whose tests pass on encrypted files as well says so: `ON_ENCRYPTED_FILES_TOO = True`."""
    memory = ["memory"] if getattr(metafunc.module, "IS_CONTRACT", False) else []
    encrypted = ["encrypted"] if getattr(metafunc.module, "ON_ENCRYPTED_FILES_TOO", False) else []
    chosen = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    for name in {"places", "module_places"} & set(metafunc.fixturenames):
        if any(name in names for names in chosen):
            continue
        scope: Literal["module", "function"] = "module" if name == "module_places" else "function"
        metafunc.parametrize(name, [*memory, "file", *encrypted, "hub"], indirect=True, scope=scope)


def _places(request: pytest.FixtureRequest, folder: Path) -> Iterator[Places]:
    if request.param == "memory":
        yield MemoryPlaces()
        return
    if request.param == "file":
        yield FilePlaces(folder)
        return
    if request.param == "encrypted":
        yield EncryptedPlaces(folder)
        return
    hubs = HubPlaces(request.getfixturevalue("hub_databases"), folder)
    yield hubs
    hubs.close()


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Where the stores of a test live."""
    yield from _places(request, tmp_path)


@pytest.fixture(scope="module")
def module_places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Places]:
    """Where the stores of all tests of a module live."""
    yield from _places(request, tmp_path_factory.mktemp("places"))
