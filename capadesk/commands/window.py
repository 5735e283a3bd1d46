"""The command line without a command: the window, and what is asked when its data file cannot be opened."""

from __future__ import annotations

import gc
import logging
import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure
from capadesk.program_log import wanted_level
from capadesk.services.fault_report import ProgramWord
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.ports import Recovery

_UNSEEN_PLATFORMS = frozenset({"offscreen", "minimal", "vnc"})

_LOG = logging.getLogger(__name__)


def open_window(location: str, *, read_only: bool = False) -> int:
    """Show the window until it is closed; returns the exit status. EnvironmentFailure `no_display`."""
    if not _has_display():
        raise EnvironmentFailure("no_display")
    from capadesk.bootstrap import program_log

    log = program_log()
    log.start(wanted_level())
    try:
        return _show(location, read_only=read_only)
    finally:
        log.stop()


def _show(location: str, *, read_only: bool) -> int:
    recovery: Recovery | None = None
    while True:
        try:
            return _run(location, read_only=read_only, recovery=recovery)
        except CapaDeskError as error:
            _LOG.warning("not opened: %s", ProgramWord(error.code))
            if error.code.startswith("hub_password") and _typed_password(error):
                continue
            if error.code == "file_passphrase_needed":
                if _typed_passphrase(error):
                    continue
                raise
            if not _asked(error, _way_on(error)):
                raise
            if error.code == "database_damaged":
                recovery = _recovered(location)
            else:
                read_only = True


def _way_on(error: CapaDeskError) -> str:
    """The button that leads on, "" if there is nothing but to close."""
    if error.code == "in_use":
        return _("Open for &reading only")
    if error.code != "database_damaged":
        return ""
    from capadesk.ui.recovery_words import recovery_way

    return recovery_way(error)


def _recovered(location: str) -> Recovery:
    from capadesk.bootstrap.rescue import recover
    from capadesk.ui.waiting_window import wait_at_start

    return wait_at_start(_("Bringing the file back"), lambda step: recover(location, step))


def _run(location: str, *, read_only: bool, recovery: Recovery | None) -> int:
    # SQLAlchemy is imported before PySide6, which slows every import that comes after it.
    gc.disable()
    from capadesk.bootstrap import DeskFiles, open_desk_for_window

    began = monotonic()
    desk = open_desk_for_window(location, read_only=read_only)
    _LOG.info(
        "opened in %.2f s%s", monotonic() - began, ProgramWord(" for reading only" if read_only else "")
    )
    from capadesk.ui.unread_sources import leave_sources_unread

    leave_sources_unread()
    from capadesk.ui.application import run_window

    gc.freeze()
    try:
        return run_window(desk, DeskFiles(), recovery=recovery)
    finally:
        gc.enable()


def _asked(error: CapaDeskError, choice: str = "") -> bool:
    """Show the refusal on the screen, with a way on if there is one; whether it was chosen."""
    if os.environ.get("QT_QPA_PLATFORM", "") in _UNSEEN_PLATFORMS:
        return False
    from capadesk.ui.common.wording.sentences import sentence_of
    from capadesk.ui.start_question import ask_at_start

    if choice and error.code == "database_damaged":
        from capadesk.ui.recovery_words import damage_text

        return ask_at_start(damage_text(error), [choice]) == 0
    return ask_at_start(sentence_of(error), [choice] if choice else []) == 0


def _typed_password(error: CapaDeskError) -> bool:
    """Ask for the password of a hub; False if the user leaves."""
    if os.environ.get("QT_QPA_PLATFORM", "") in _UNSEEN_PLATFORMS:
        return False
    from capadesk.bootstrap import HUB_PASSWORDS
    from capadesk.ui.password_question import ask_password_at_start

    location = str(error.data["location"])
    is_wrong = error.code == "hub_password_wrong"
    asked = _("The hub {location} asks for a password.").format(location=location)
    from capadesk.ui.common.wording.sentences import sentence_of

    typed = ask_password_at_start(sentence_of(error) if is_wrong else asked)
    if typed is None:
        return False
    HUB_PASSWORDS.enter(location, typed.text)
    if typed.is_kept:
        HUB_PASSWORDS.keep(location)
    return True


def _typed_passphrase(error: CapaDeskError) -> bool:
    """Ask for the passphrase of an encrypted file until it fits; False if the user leaves."""
    if os.environ.get("QT_QPA_PLATFORM", "") in _UNSEEN_PLATFORMS:
        return False
    from pathlib import Path

    from capadesk.bootstrap.encryption import unlock
    from capadesk.ui.common.passphrase_question import unlocked_at_start

    return unlocked_at_start(Path(error.data["file"]), unlock)


def _has_display() -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)
