"""Draws pictures of the window: `python -m capadesk.ui.screenshots --out DIR [--data FILE] [--only NAME]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.services.words import install_catalogue

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

_SCALE = "QT_SCALE_FACTOR"
_LARGE = (100_000, 50_000, 100_000)
"""Events, people, attendance."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw all scenes, some of them, or one picture of the window. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="capadesk.ui.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder for the pictures")
    parser.add_argument("--data", type=Path, help="a data file; sample data if none is named")
    parser.add_argument("--one", action="store_true", help="only window.png: light, 1280x800")
    parser.add_argument("--only", action="append", default=[], help="only the scene of this name")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if chosen.one:
            _draw_one(chosen.out, Path(folder), chosen.data)
        else:
            _draw(chosen.out, Path(folder), chosen.data, chosen.only)
    return 0


def _draw_one(out: Path, folder: Path, data: Path | None) -> None:
    with _desk(folder, data) as desk:
        from capadesk.ui.screenshots.scenes import LAPTOP
        from capadesk.ui.screenshots.stage import stage

        with stage(desk, folder / "one.ini", out) as on:
            on.show("overview", LAPTOP)
            on.shoot("window")


def _draw(out: Path, folder: Path, data: Path | None, only: Sequence[str]) -> None:
    def is_wanted(name: str) -> bool:
        return not only or name in only

    with _desk(folder, data) as desk:
        from capadesk.ui.common.look.appearance import Scheme
        from capadesk.ui.screenshots.busy_scenes import recurrence
        from capadesk.ui.screenshots.calendar_scenes import calendar_once
        from capadesk.ui.screenshots.encryption_scenes import encryption_dialogs
        from capadesk.ui.screenshots.feed_scenes import feed_pictures
        from capadesk.ui.screenshots.hub_scenes import hub_forms, hub_settings, synchronising
        from capadesk.ui.screenshots.invitation_scenes import outgoing
        from capadesk.ui.screenshots.scenes import (
            LAPTOP,
            SAMPLE_SCENES,
            bring_together_once,
            every_area_once,
            restore_preview,
            scaled,
        )
        from capadesk.ui.screenshots.stage import stage

        if os.environ.get(_SCALE):
            with stage(desk, folder / "scaled.ini", out) as on:
                scaled(on)
            return
        if any(is_wanted(name) for name in SAMPLE_SCENES):
            with stage(desk, folder / "sample.ini", out) as on:
                for name, scene in SAMPLE_SCENES.items():
                    if is_wanted(name):
                        scene(on)
        if is_wanted("mirrored"):
            with stage(desk, folder / "mirrored.ini", out, is_mirrored=True) as on:
                every_area_once("right-to-left")(on)
                bring_together_once("right-to-left")(on)
        if is_wanted("longer"):
            with _longer_words(), stage(desk, folder / "longer.ini", out) as on:
                every_area_once("german-lengths")(on)
                calendar_once(on, LAPTOP, "german-lengths")
                recurrence(on, Scheme.LIGHT, "german-lengths-recurrence-1280x800")
                bring_together_once("german-lengths")(on)
                hub_forms(on, LAPTOP, Scheme.LIGHT, "german-lengths-hub-{}")
                synchronising(on, LAPTOP, Scheme.LIGHT, "german-lengths-hub-{}-1280x800")
                hub_settings(on, LAPTOP, Scheme.LIGHT, "german-lengths-hub-{}-1280x800")
                outgoing(on, LAPTOP, Scheme.LIGHT, "german-lengths-{}")
                feed_pictures(on, LAPTOP, Scheme.LIGHT, "german-lengths-feeds-{}")
                encryption_dialogs(on, Scheme.LIGHT, "german-lengths-{}")
                restore_preview(on, [Scheme.LIGHT], "german-lengths-{name}{size}")
    for name, draw in (("empty", _draw_empty), ("encrypted", _draw_encrypted), ("large", _draw_large)):
        if is_wanted(name):
            draw(out, folder)
    if is_wanted("scaled"):
        again = [sys.executable, "-m", "capadesk.ui.screenshots", "--out", str(out)]
        if data is not None:
            again += ["--data", str(data)]
        subprocess.run(again, env={**os.environ, _SCALE: "2"}, check=True)


def _draw_empty(out: Path, folder: Path) -> None:
    from capadesk.bootstrap import create_desk
    from capadesk.ui.calendar.calendar_content import Scale
    from capadesk.ui.screenshots.calendar_scenes import calendar_once
    from capadesk.ui.screenshots.scenes import LAPTOP, every_area_once
    from capadesk.ui.screenshots.stage import stage

    desk = create_desk(str(folder / "empty.db"), platform="CapaDesk Italia", country="IT", language="en")
    try:
        with stage(desk, folder / "empty.ini", out) as on:
            every_area_once("empty")(on)
            calendar_once(on, LAPTOP, "empty", (Scale.AGENDA, Scale.TIMELINE))
    finally:
        desk.store.close()
    from capadesk.bootstrap import open_desk
    from capadesk.ui.first_start.first_start_page import FirstStartPage
    from capadesk.ui.first_start.first_start_presenter import FirstStartPresenter
    from capadesk.ui.first_start.system_guess import SystemGuess

    desk = open_desk(str(folder / "first.db"), language="en", author="Ada")
    try:
        with stage(desk, folder / "first.ini", out) as on:
            guess = SystemGuess("Ada Lovelace", "IT", "Europe/Rome", "en")
            page = FirstStartPage(desk, FirstStartPresenter(desk, guess), place="~/CapaDesk/capadesk.db")
            page.resize(*LAPTOP)
            page.show()
            on.settle()
            on.shoot("first-start-1280x800", page)
            page.hide()
            page.deleteLater()
    finally:
        desk.store.close()


def _draw_encrypted(out: Path, folder: Path) -> None:
    """The settings of an encrypted file, with backups of before beside it."""
    from capadesk.bootstrap import encryption, open_desk
    from capadesk.ui.common.look.appearance import Scheme
    from capadesk.ui.screenshots.encryption_scenes import TYPED, data_file_settings
    from capadesk.ui.screenshots.scenes import LAPTOP
    from capadesk.ui.screenshots.stage import stage

    path = folder / "encrypted.db"
    desk = open_desk(str(path), language="en", author="Ada")
    desk.sample.add_sample()
    for _backup in range(3):
        desk.store.backup_now()
    desk.store.close()
    encryption.encrypt(path, TYPED)
    desk = open_desk(str(path), language="en", author="Ada")
    try:
        with stage(desk, folder / "encrypted.ini", out) as on:
            for scheme in (Scheme.LIGHT, Scheme.DARK):
                data_file_settings(on, LAPTOP, scheme, f"data-file-encrypted-{scheme}-1280x800")
    finally:
        desk.store.close()


def _draw_large(out: Path, folder: Path) -> None:
    from capadesk.bootstrap import open_desk
    from capadesk.ui.screenshots.scenes import large_data
    from capadesk.ui.screenshots.stage import stage

    desk = open_desk(str(folder / "large.db"), language="en", author="Ada")
    try:
        desk.sample.add_scaled(*_LARGE, seed=1)
        with stage(desk, folder / "large.ini", out) as on:
            large_data(on)
    finally:
        desk.store.close()


@contextmanager
def _desk(folder: Path, data: Path | None) -> Iterator[Desk]:
    # The database library before Qt, which slows every import that comes after it.
    from capadesk.bootstrap import open_desk

    desk = open_desk(str(data or folder / "sample.db"), language="en", author="Ada")
    try:
        if data is None:
            desk.sample.add_sample()
        yield desk
    finally:
        desk.store.close()


@contextmanager
def _longer_words() -> Iterator[None]:
    import gettext

    from capadesk.ui.screenshots.longer_words import LongerWords

    install_catalogue(LongerWords())
    try:
        yield
    finally:
        install_catalogue(gettext.NullTranslations())


if __name__ == "__main__":
    sys.exit(main())
