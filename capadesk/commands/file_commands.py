"""new, demo, backup, check: what is done with a data file as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capadesk.commands.hub_password import with_password
from capadesk.commands.session import (
    FILE,
    Refused,
    Session,
    pass_session,
    place_warning,
    progress_shown,
)
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.errors import CapaDeskError, UserError
from capadesk.services.ports import ListKind
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.sentences import problem_text, reason_text, sentence_of

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

_COUNTED = (ListKind.EVENTS, ListKind.MEETINGS, ListKind.PEOPLE, ListKind.ORGANISATIONS)


@click.command()
@click.option("--platform", default="", metavar="NAME", help=_("The name of your national platform."))
@click.option("--country", default="", metavar="CODE", help=_("Its country, such as IT."))
@click.option("--time-zone", default="", metavar="ZONE", help=_("Its time zone, such as Europe/Rome."))
@click.option("--language", default="", metavar="TAG", help=_("Its language, such as it."))
@pass_session
def new(session: Session, platform: str, country: str, time_zone: str, language: str) -> None:
    """Make a new data file."""
    from capadesk.bootstrap import create_desk

    desk = with_password(
        lambda: create_desk(
            session.location,
            platform=platform,
            country=country.upper(),
            time_zone=time_zone,
            language=language or None,
        )
    )
    location = desk.store.location
    desk.store.close()
    say(_("Made {file}.").format(file=location), err=True)


@click.command()
@click.option("--events", type=click.IntRange(0), metavar="N", help=_("So many generated events."))
@click.option("--people", type=click.IntRange(0), metavar="N", help=_("So many generated people."))
@click.option("--attendance", type=click.IntRange(0), metavar="N", help=_("So many participations."))
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="S", help=_("The same seed, the same data.")
)
@pass_session
def demo(session: Session, events: int | None, people: int | None, attendance: int | None, seed: int) -> None:
    """Fill the data file with the sample; with numbers, with generated data of that size."""
    with session.desk(create=True) as desk, progress_shown(_("Filling")) as progress:
        if events is None and people is None and attendance is None:
            change_set = desk.sample.add_sample(progress)
        else:
            events = 100 if events is None else events
            people = events // 2 + 1 if people is None else people
            attendance = min(10 * events, events * (people + 1)) if attendance is None else attendance
            change_set = desk.sample.add_scaled(events, people, attendance, seed, progress)
        events, meetings, people, organisations = (desk.store.lists.count(kind) for kind in _COUNTED)
    if change_set:
        say(change_set.id)
    message = _("{events} events and meetings, {people} people and {organisations} organisations are there.")
    say(
        message.format(
            events=events + meetings,
            people=people,
            organisations=organisations,
        ),
        err=True,
    )


@click.command()
@click.argument("out", type=FILE, required=False, metavar="[OUT]")
@pass_session
def backup(session: Session, out: Path | None) -> None:
    """Write a verified copy of the data file to OUT; without OUT beside the others, as the window does.

    Of those beside the data file as many are kept as is set: the newest, one of each day and of each week.
    """
    with session.desk(reads_only=True) as desk, progress_shown(_("Backing up")) as progress:
        if out is None:
            info = desk.store.backup_now(progress)
        elif out.exists():
            raise UserError("file_exists", file=str(out))
        else:
            info = desk.store.backup_to(out, progress)
    say(_("Backed up to {file} ({size} bytes, verified).").format(file=info.path, size=info.size))


@click.command()
@JSON_OPTION
@pass_session
def check(session: Session, as_json: bool) -> None:
    """Look whether the data file is sound."""
    problems: list[dict[str, Any]]
    warnings: list[dict[str, Any]] = []
    try:
        with session.desk(reads_only=True) as desk:
            found = desk.store.check()
            warnings = _warnings(desk)
        problems = [{**problem._asdict(), "reason": problem_text(problem)} for problem in found]
    except CapaDeskError as error:
        place = str(error.data.get("file", session.location))
        problems = [
            {
                "code": error.code,
                "place": place,
                "detail": str(error.data.get("detail", "")),
                "reason": sentence_of(error),
            }
        ]
    if as_json:
        print_json({"ok": not problems, "problems": problems, "warnings": warnings})
    elif not problems:
        say(_("The data file is sound."))
    for problem in (*warnings, *problems):
        say(problem["reason"], err=True)
    if problems:
        raise Refused(
            ngettext("{count} problem was found.", "{count} problems were found.", len(problems)).format(
                count=len(problems)
            )
        )


def _warnings(desk: Desk) -> list[dict[str, Any]]:
    """What is wrong round the file, not in it."""
    place, copies = desk.trust.place_and_copies()
    found = []
    if place is not None:
        found.append(
            {"code": f"{place.kind}_folder", "place": str(place.folder), "reason": place_warning(place)}
        )
    for path in copies:
        reason = reason_text("conflicted_copy", {"file": path.name})
        found.append({"code": "conflicted_copy", "place": str(path), "reason": reason})
    return found
