"""What the commands that write calendars have in common: their options, and codes that are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from capadesk.commands.session import FIRST_DAY, LAST_DAY
from capadesk.domain.codes import CodeList
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

Command = Callable[..., Any]


def known_code(desk: Desk, code_list: CodeList, code: str) -> str:
    """A code of a list; wrong usage if it is none, with those that there are."""
    if code_list is CodeList.COUNTRY:
        codes, code = list(desk.localisation.country_codes()), code.upper()
    else:
        codes = [item.code for item in desk.code_book.items(code_list, with_retired=True)]
    if code not in codes:
        message = _("“{text}” is not in the list. Use one of: {allowed}.")
        raise click.UsageError(message.format(text=code, allowed=", ".join(codes)))
    return code


def narrowing(command: Command) -> Command:
    """Options of a command that takes some of the events."""
    options = (
        click.option("--from", "first_day", type=FIRST_DAY, help=_("Only what lies on or after this day.")),
        click.option("--to", "last_day", type=LAST_DAY, help=_("Only what lies on or before this day.")),
        click.option("--kind", "kinds", multiple=True, metavar="K", help=_("Only this kind; repeatable.")),
        click.option(
            "--status", "statuses", multiple=True, metavar="S", help=_("Only this status; repeatable.")
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def written(command: Command) -> Command:
    """Options of a command that writes events as a calendar."""
    options = (
        click.option(
            "--attendees",
            type=click.Choice(["none", "names"]),
            default="none",
            show_default=True,
            help=_("Whether people's names and addresses are written."),
        ),
        click.option(
            "--partial-dates",
            type=click.Choice(["omit", "spans"]),
            default="omit",
            show_default=True,
            help=_("Leave months and years out, or write them as marked all-day spans."),
        ),
        click.option("--internal", is_flag=True, help=_("Write internal events as well.")),
        click.option("--actions", is_flag=True, help=_("Write actions as tasks (VTODO).")),
    )
    for option in reversed(options):
        command = option(command)
    return command
