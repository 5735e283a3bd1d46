"""Asking for a hub's password or a file's passphrase on the terminal, where nothing of it is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from capadesk.commands.passphrase import ask_for_file
from capadesk.commands.terminal import say
from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.encryption import LOCKED
from capadesk.services.words import _

PASSWORD_CODES = frozenset({"hub_password_needed", "hub_password_wrong"})
_TRIES = 3

T = TypeVar("T")


def with_password(act: Callable[[], T]) -> T:
    """Do what opens a hub or encrypted files; ask the user for what they need, which the keyring may keep."""
    while True:
        try:
            return _with_hub_password(act)
        except UserError as error:
            if error.code not in LOCKED:
                raise
            ask_for_file(error)


def _with_hub_password(act: Callable[[], T]) -> T:
    from capadesk.bootstrap import HUB_PASSWORDS

    typed_for = ""
    for tries_left in reversed(range(_TRIES)):
        try:
            done = act()
        except EnvironmentFailure as failure:
            if failure.code not in PASSWORD_CODES or not sys.stdin.isatty() or not tries_left:
                raise
            typed_for = str(failure.data["location"])
            if failure.code == "hub_password_wrong":
                say(_("The hub does not accept this password."), err=True)
            question = _("Password for {location}").format(location=typed_for)
            HUB_PASSWORDS.enter(typed_for, click.prompt(question, hide_input=True, err=True))
            continue
        if typed_for:
            _offer_to_keep(typed_for)
        return done
    raise AssertionError("unreachable")


def _offer_to_keep(location: str) -> None:
    from capadesk.bootstrap import HUB_PASSWORDS

    wanted = click.confirm(_("Keep it in the keyring of your system?"), err=True)
    if wanted and not HUB_PASSWORDS.keep(location):
        say(_("There is no keyring here that could keep it."), err=True)
