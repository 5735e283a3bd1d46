"""The command line: the window without a command, otherwise the same use cases for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from capadesk import __version__
from capadesk.commands.collector import collect_seldom
from capadesk.commands.lazy_group import LazyGroup
from capadesk.commands.session import FILE, Session
from capadesk.commands.window import open_window
from capadesk.services.words import _


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.option(
    "--data", "location", default="", metavar="FILE", help=_("The data file; the default one if none.")
)
@click.option(
    "--passphrase-file",
    type=FILE,
    metavar="FILE",
    help=_("The first line of this file is the passphrase of an encrypted data file; else it is asked for."),
)
@click.option("--read-only", is_flag=True, help=_("Open the window for reading only."))
@click.version_option(__version__, prog_name="CapaDesk")
@click.pass_context
def cli(ctx: click.Context, location: str, passphrase_file: Path | None, read_only: bool) -> None:
    """CapaDesk: record events, people and decisions once; reports and calendars follow.

    Without a command the window opens. Exit status: 0 done; 1 done in part or refused, with the reasons on
    standard error; 2 wrong usage.
    """
    ctx.obj = Session(location)
    collect_seldom()
    if passphrase_file is not None:
        from capadesk.bootstrap import data_path
        from capadesk.commands.passphrase import unlock_with

        unlock_with(data_path(location), passphrase_file)
    if ctx.invoked_subcommand is None:
        ctx.exit(open_window(location, read_only=read_only))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit status."""
    try:
        cli.main(args=list(arguments), prog_name="capadesk")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0 if ending.code is None else 1
    return 0
