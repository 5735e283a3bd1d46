"""What every command shares: the data file it works on, how it refuses, shows progress and prints JSON."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from capadesk.commands.terminal import say
from capadesk.domain.errors import CapaDeskError, EnvironmentFailure
from capadesk.domain.when import When
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _
from capadesk.ui.common.wording.sentences import reason_text, sentence_of

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports.file_place import RiskyPlace

T = TypeVar("T")

_NOT_WRITABLE = frozenset({"file_not_writable", "folder_not_writable"})


class Refused(click.ClickException):
    """The work was refused, or done in part: exit status 1, the reason on standard error."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the reason on standard error."""
        say(self.message, err=True)


class SentenceGroup(click.Group):
    """A group of commands whose expected failures become sentences on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a CapaDeskError ends it with exit status 1."""
        try:
            return super().invoke(ctx)
        except CapaDeskError as error:
            # What fails in the middle of a transaction is the data file, which does not always name itself.
            if error.data.get("file") == "" and isinstance(ctx.obj, Session):
                error.data["file"] = ctx.obj.location
            raise Refused(sentence_of(error)) from error


@dataclass
class Session:
    """One run of the command line on one data file, "" for the default one."""

    location: str

    @contextlib.contextmanager
    def desk(self, *, create: bool = False, reads_only: bool = False) -> Iterator[Desk]:
        """The opened data file, closed at the end.

        Commands that bring data may create it; those that only read it do so where nothing may be written.
        """
        from capadesk.bootstrap import open_desk
        from capadesk.commands.hub_password import with_password

        try:
            desk = with_password(lambda: open_desk(self.location, create=create))
        except EnvironmentFailure as failure:
            if not reads_only or failure.code not in _NOT_WRITABLE:
                raise
            desk = with_password(lambda: open_desk(self.location, read_only=True))
        try:
            warn_of(desk)
            yield desk
        finally:
            desk.store.close()

    @contextlib.contextmanager
    def trial_desk(self) -> Iterator[Desk]:
        """The data file to try something on without changing it; an empty one for now if there is none."""
        from capadesk.bootstrap import data_path
        from capadesk.services.store_place import is_hub

        with contextlib.ExitStack() as stack:
            trial = self
            if not is_hub(self.location) and not data_path(self.location).exists():
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="capadesk-"))
                trial = Session(str(Path(folder) / "trial.db"))
            yield stack.enter_context(trial.desk(create=trial is not self, reads_only=True))


def warn_of(desk: Desk) -> None:
    """Say on standard error what the file has lost, and once that its folder is no good place for it."""
    if desk.store.lost_at is not None:
        moment = desk.store.lost_at.isoformat(timespec="seconds")
        say(reason_text("changes_lost", {"detail": moment}), err=True)
    place = desk.trust.place_to_tell()
    if place is not None:
        say(place_warning(place), err=True)


def place_warning(place: RiskyPlace) -> str:
    """What is wrong with a folder, and what to do."""
    data = {"owner": place.owner, "folder": place.folder}
    return reason_text(f"{place.kind}_folder", data)


pass_session = click.make_pass_decorator(Session)


class DayParam(click.ParamType[date]):
    """A day such as 2024-10-17; of a month or a year the first day, or the last one."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text; wrong usage if it is no date."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        precision = {4: "year", 7: "month"}.get(len(text), "day")
        try:
            when = When.parse(precision, text)
        except CapaDeskError as error:
            self.fail(sentence_of(error), param, ctx)
        day = when.last_day if self._last else when.first_day
        if day is None:
            self.fail(_("A day is needed, such as 2024-10-17."), param, ctx)
        return day


FIRST_DAY = DayParam()
LAST_DAY = DayParam(last=True)
FILE = click.Path(path_type=Path)


@contextlib.contextmanager
def progress_shown(title: str) -> Iterator[ProgressCallback]:
    """A progress bar on the terminal while long work goes on; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(title), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def long_work(title: str, act: Callable[[ProgressCallback], T]) -> T:
    """Do what takes long under a progress bar, which gives way where a password or a passphrase is asked for.

    A bar that stayed would be drawn over the question, which then nobody sees.
    """
    from capadesk.commands.hub_password import with_password

    def shown() -> T:
        with progress_shown(title) as progress:
            return act(progress)

    return with_password(shown)
