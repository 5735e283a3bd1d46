"""What all tests share: no display, no user folders, a quick and a thorough profile for properties."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from tests.made_files import MadeFiles
from tests.postgres_server import PostgresServer, programs
from tests.radicale_server import RadicaleServer
from tests.xandikos_server import XandikosServer

settings.register_profile(
    "quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "thorough", max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("CAPADESK_HYPOTHESIS", "quick"))


@pytest.fixture(autouse=True)
def own_user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has its own home, so that nothing of the developer's is read or written."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home if name == "HOME" else home / name.lower()))
    return home


@pytest.fixture(scope="session")
def made_files(tmp_path_factory: pytest.TempPathFactory) -> MadeFiles:
    """Data files to copy."""
    return MadeFiles(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A private PostgreSQL, for all tests of this process."""
    if programs() is None:
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) are not installed")
    with tempfile.TemporaryDirectory(prefix="capadesk-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def radicale_process() -> Iterator[RadicaleServer]:
    """A private CalDAV server, for all tests of this process."""
    with RadicaleServer.in_memory() as server:
        yield server


@pytest.fixture
def radicale(radicale_process: RadicaleServer) -> RadicaleServer:
    """The server, running."""
    radicale_process.start()
    return radicale_process


@pytest.fixture(scope="session")
def xandikos_process() -> Iterator[XandikosServer]:
    """Another one, as different as two that follow the standard are."""
    with XandikosServer.in_memory() as server:
        yield server


@pytest.fixture
def xandikos(xandikos_process: XandikosServer) -> XandikosServer:
    """The server, running."""
    xandikos_process.start()
    return xandikos_process
