"""A private PostgreSQL for tests: made in a temporary folder, reached by a local socket, ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic

import psycopg
from psycopg import sql

_PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt")
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=32MB",
    "max_connections=60",
    "autovacuum=off",
    "listen_addresses=",
    "lc_messages=C",
)
_USER = "hub"
_PATIENCE_S = 120


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest; None if they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    for place in _PLACES:
        folders += sorted(Path(place).glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class PostgresServer:
    """One server of the tests' own; `template` is a database that others are copied from."""

    def __init__(self, folder: Path) -> None:
        """`folder` must be empty, and short enough for a socket's name."""
        self._programs = programs()
        self._folder = folder
        self._data = folder / "data"
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and start the server."""
        # PostgreSQL refuses to run as root.
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres" if _is_known("postgres") else "nobody")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._folder.chmod(0o755)
        self._run(
            "initdb", "-D", self._data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        self._start()

    def _start(self) -> None:
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        words = self._words("postgres", "-D", self._data, "-k", self._folder, *settings)
        with (self._folder.parent / f"{self._folder.name}.log").open("ab") as log:
            self._server = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder, env=_environment()
            )
        ready = self._words("pg_isready", "-q", "-h", self._folder, "-U", _USER)
        end = monotonic() + _PATIENCE_S
        while subprocess.run(ready, check=False, cwd=self._folder, env=_environment()).returncode:
            if self._server.poll() is not None or monotonic() > end:
                raise RuntimeError("the server of the tests did not start")

    def stop(self) -> None:
        """End the server at once; nothing of it stays."""
        self._end(signal.SIGQUIT)
        (self._folder.parent / f"{self._folder.name}.log").unlink(missing_ok=True)

    def _end(self, how: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(_PATIENCE_S)
            self._server = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile the server does not answer, and all connections to it are lost."""
        self._end(signal.SIGINT)
        try:
            yield
        finally:
            self._start()

    def address(self, database: str, user: str = _USER) -> str:
        """The address of a database as the program takes it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self._folder}"

    def make(self, template: str = "template0") -> str:
        """Make a database, as a copy of another; its name."""
        name = f"hub{next(self._numbers)}"
        self.administer("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database; who is connected to it loses the connection."""
        self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def administer(self, statement: str, *names: str) -> None:
        """Run a statement as the server's master."""
        with psycopg.connect(
            dbname="postgres", user=_USER, host=str(self._folder), autocommit=True
        ) as master:
            master.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def passwords_asked(self, user: str, password: str) -> Iterator[None]:
        """Meanwhile a user needs a password, as on a server in a network."""
        rules = self._data / "pg_hba.conf"
        before = rules.read_text()
        self.administer(f"ALTER ROLE {{}} PASSWORD '{password}'", user)
        # The master of the tests stays who he is in the database that he works in.
        rules.write_text(f"local postgres all trust\nlocal all {user} scram-sha-256\n{before}")
        self.administer("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            rules.write_text(before)
            self.administer("SELECT pg_reload_conf()")

    def end_connections(self, database: str) -> None:
        """End all connections to a database, as a restarted router or server does."""
        with psycopg.connect(
            dbname="postgres", user=_USER, host=str(self._folder), autocommit=True
        ) as master:
            master.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (database,)
            )

    def _words(self, program: str, *arguments: object) -> list[str]:
        """How a program is called: as an ordinary user, and so that it does not outlive the tests."""
        assert self._programs is not None
        words = [str(self._programs / program), *map(str, arguments)]
        if shutil.which("setpriv") is None:
            return words
        become = ["setpriv", "--pdeathsig=INT"]
        if os.geteuid() == 0:
            owner = "postgres" if _is_known("postgres") else "nobody"
            become += [f"--reuid={owner}", f"--regid={pwd.getpwnam(owner).pw_gid}", "--clear-groups"]
        return [*become, *words]

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            self._words(program, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self._folder,
            check=False,
            env=_environment(),
            timeout=_PATIENCE_S,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}")


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _is_known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
