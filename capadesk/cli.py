"""Starts the program: the window where nothing else is asked for, otherwise the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

# Nothing that is made while modules are imported is garbage; the window and the commands enable it again.
gc.disable()


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the window or run a command; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        asked = window_asked(words)
        if asked is None:
            from capadesk.commands.command_line import run

            return run(words)
        return _show_window(*asked)
    except Exception:  # noqa: BLE001 - the last line of defence: a bug is told with what a report needs
        import traceback

        from capadesk.services.words import _

        traceback.print_exc()
        message = _(
            "This is a fault in CapaDesk. Nothing was saved by halves; please report the lines above."
        )
        sys.stderr.write(f"{message}\n")
        return 1


def window_asked(words: Sequence[str]) -> tuple[str, bool] | None:
    """The data file ("" for the default one) and whether it is only read; None if a command is asked for.

    It spares the way to the window what reads a command line, which takes longer than painting the window.
    """
    location, read_only, rest = "", False, iter(words)
    for word in rest:
        if word == "--read-only":
            read_only = True
        elif word.startswith("--data="):
            location = word.removeprefix("--data=")
        elif word == "--data" and (following := next(rest, None)) is not None:
            location = following
        else:
            return None
    return location, read_only


def _show_window(location: str, read_only: bool) -> int:
    from capadesk.commands.window import open_window
    from capadesk.domain.errors import CapaDeskError

    try:
        return open_window(location, read_only=read_only)
    except CapaDeskError as error:
        from capadesk.ui.common.wording.sentences import sentence_of

        sys.stderr.write(f"{sentence_of(error)}\n")
        return 1
