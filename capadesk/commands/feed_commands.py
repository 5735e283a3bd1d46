"""feed: filters of the events that are published again and again, into a file or a calendar on a server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from capadesk.commands.calendar_options import known_code, narrowing, written
from capadesk.commands.session import (
    FILE,
    Refused,
    Session,
    pass_session,
    progress_shown,
)
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.codes import CodeList
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.records import Event
from capadesk.services.feeds.feed import LISTS, Feed
from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.ports import ListKind
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.feed_words import (
    choice_words,
    chosen_count_words,
    chosen_words,
    kind_words,
    next_try_words,
    state_words,
)
from capadesk.ui.common.wording.sentences import sentence_of

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.feeds.feed_service import FeedLine
    from capadesk.services.ports import Localisation

_CODES = (("kind", CodeList.EVENT_KIND), ("status", CodeList.EVENT_STATUS), ("country", CodeList.COUNTRY))


@click.group()
def feed() -> None:
    """Publish events into a file in a folder, or into a calendar on a server (CalDAV), again and again."""


@feed.command("list")
@JSON_OPTION
@pass_session
def feed_list(session: Session, as_json: bool) -> None:
    """List the feeds: where they go, when they were published, what failed."""
    with _desk_with_feeds(session, reads_only=True) as desk:
        lines, localisation = desk.feeds.lines(), desk.localisation
    if as_json:
        print_json([_line_json(line) for line in lines])
        return
    for line in lines:
        for text in _line_words(line, localisation):
            say(text)
        if line.state.failure is not None:
            say(f"  {sentence_of(line.state.failure)}", err=True)
    if not lines:
        say(_("There are no feeds. “capadesk feed add NAME --file OUT.ics” makes one."))


@feed.command("add")
@click.argument("name", metavar="NAME")
@click.option("--file", "file", type=FILE, metavar="OUT.ics", help=_("Into this file."))
@click.option("--server", metavar="ADDRESS", default="", help=_("Into a calendar on this server."))
@click.option("--calendar", metavar="NAME", default="", help=_("Which calendar there; made if it is new."))
@click.option("--user", default="", help=_("The user on the server; the password is asked for."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@click.option(
    "--of", "kind", type=click.Choice([each.value for each in LISTS]), default="calendar", show_default=True,
    help=_("Events, meetings, or both (calendar)."),
)  # fmt: skip
@narrowing
@click.option("--country", "countries", multiple=True, metavar="C", help=_("Only this country; repeatable."))
@click.option("--tag", "tags", multiple=True, metavar="T", help=_("Only with this tag; repeatable."))
@click.option(
    "--event", "events", multiple=True, type=click.UUID, metavar="ID", help=_("Only this event; repeatable.")
)
@written
@pass_session
def feed_add(
    session: Session,
    /,
    name: str,
    file: Path | None,
    server: str,
    calendar: str,
    user: str,
    password_stdin: bool,
    kind: str,
    events: tuple[UUID, ...],
    first_day: date | None,
    last_day: date | None,
    attendees: str,
    partial_dates: str,
    internal: bool,
    actions: bool,
    **filters: tuple[str, ...],
) -> None:
    """Make a feed and publish it."""
    if (file is None) == (not server):
        raise click.UsageError(_("Say where the feed goes: either --file or --server."))
    with _desk_with_feeds(session) as desk:
        made = Feed(
            name=name,
            kind=ListKind(kind),
            filter=_filter(desk, first_day, last_day, filters),
            events=tuple(desk.store.get(Event, each).id for each in dict.fromkeys(events)),
            with_internal=internal,
            with_actions=actions,
            with_people=attendees == "names",
            with_spans=partial_dates == "spans",
            file=str(file.absolute()) if file is not None else "",
            user=user,
        )
        password = _password(server, user, is_piped=password_stdin) if server else ""
        if server:
            made = replace(made, url=_calendar_url(desk, server, user, password, calendar))
        if not desk.feeds.save(made, password):
            say(_("There is no keyring here that could keep the password."), err=True)
        _publish_one(desk, made, overwrite=False)


@contextmanager
def _desk_with_feeds(session: Session, *, reads_only: bool = False) -> Iterator[Desk]:
    with session.desk(reads_only=reads_only) as desk:
        try:
            yield desk
        finally:
            desk.feeds.close()


def _filter(
    desk: Desk, first_day: date | None, last_day: date | None, filters: dict[str, tuple[str, ...]]
) -> ListFilter:
    chosen = {"kind": filters["kinds"], "status": filters["statuses"], "country": filters["countries"]}
    values = {
        column: tuple(known_code(desk, code_list, code) for code in chosen[column])
        for column, code_list in _CODES
        if chosen[column]
    }
    if filters["tags"]:
        values["tag"] = filters["tags"]
    return ListFilter(values).with_period(Period.SPAN, first_day, last_day)


def _password(server: str, user: str, *, is_piped: bool) -> str:
    if is_piped:
        return sys.stdin.readline().rstrip("\r\n")
    if not user or not sys.stdin.isatty():
        return ""
    question = _("Password for {location}").format(location=f"{user}@{server}")
    typed: str = click.prompt(question, hide_input=True, err=True)
    return typed


def _calendar_url(desk: Desk, server: str, user: str, password: str, calendar: str) -> str:
    """The calendar of that name; without a name, the only one that the server has."""
    if calendar:
        return desk.feeds.make_calendar(server, user, password, calendar).url
    offered = desk.feeds.offered(server, user, password)
    if len(offered) != 1:
        known = ", ".join(f"“{each.name}”" for each in offered)
        message = _("Say which calendar with --calendar NAME. The server has: {known}.")
        raise click.UsageError(message.format(known=known or _("none yet")))
    return offered[0].url


@feed.command("change")
@click.argument("name", metavar="NAME")
@click.option("--name", "new_name", metavar="NAME", default="", help=_("Another name."))
@click.option("--user", default="", help=_("Another user on the server; the password is asked for."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@pass_session
def feed_change(session: Session, name: str, new_name: str, user: str, password_stdin: bool) -> None:
    """Change the name of a feed, or its user and password, and publish it. Its place stays."""
    with _desk_with_feeds(session) as desk:
        before = desk.feeds.find(name)
        made = replace(before, name=new_name or before.name, user=user or before.user)
        password = ""
        if not made.is_file and (password_stdin or user or not new_name):
            password = _password(made.url, made.user, is_piped=password_stdin)
        if not desk.feeds.save(made, password):
            say(_("There is no keyring here that could keep the password."), err=True)
        _publish_one(desk, made, overwrite=False)


@feed.command("publish")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--overwrite", is_flag=True, help=_("Also what others have changed on the server."))
@JSON_OPTION
@pass_session
def feed_publish(session: Session, names: tuple[str, ...], overwrite: bool, as_json: bool) -> None:
    """Publish these feeds, or all of them."""
    with _desk_with_feeds(session) as desk:
        chosen = [desk.feeds.find(name) for name in names] or [line.feed for line in desk.feeds.lines()]
        failed = []
        for each in chosen:
            try:
                _publish_one(desk, each, overwrite=overwrite, is_told=not as_json)
            except CapaDeskError as error:
                failed.append(sentence_of(error))
        lines = [line for line in desk.feeds.lines() if line.feed.id in {each.id for each in chosen}]
    if as_json:
        print_json([_line_json(line) for line in lines])
    if failed:
        raise Refused("\n".join(failed))


def _publish_one(desk: Desk, each: Feed, *, overwrite: bool, is_told: bool = True) -> None:
    with progress_shown(_("Publishing")) as progress:
        state = desk.feeds.publish(each, overwrite=overwrite, progress=progress)
    if is_told:
        text = ngettext("{name}: {count} event published.", "{name}: {count} events published.", state.events)
        say(text.format(name=each.name, count=state.events))


@feed.command("remove")
@click.argument("name", metavar="NAME")
@click.option(
    "--take-away/--leave",
    "takes_away",
    required=True,
    help=_("Delete what was published, or leave it there."),
)
@pass_session
def feed_remove(session: Session, name: str, takes_away: bool) -> None:
    """Remove a feed."""
    with _desk_with_feeds(session) as desk, progress_shown(_("Removing")) as progress:
        left = desk.feeds.remove(desk.feeds.find(name), takes_away=takes_away, progress=progress)
    if left:
        text = ngettext(
            "{count} event that others have changed stays on the server.",
            "{count} events that others have changed stay on the server.",
            left,
        )
        say(text.format(count=left), err=True)
    say(_("Removed: {name}").format(name=name))


def _line_words(line: FeedLine, localisation: Localisation) -> Iterator[str]:
    """What the window says of a feed, with its filter as it is typed."""
    feed, state = line
    yield f"{feed.name}: {feed.place}: {state_words(localisation, state)}"
    parts = [kind_words()[feed.kind], *_filter_words(feed.filter)]
    if feed.events:
        parts = [chosen_count_words(len(feed.events))]
    if state.published_at is not None:
        text = ngettext("{count} entry", "{count} entries", state.events)
        parts.append(text.format(count=localisation.number(state.events)))
    yield "  " + " · ".join([*parts, *chosen_words(feed)])
    if moment := next_try_words(localisation, state):
        yield "  " + _("Next try: {moment}").format(moment=moment)


def _filter_words(chosen: ListFilter) -> Iterator[str]:
    for column, values in chosen.values.items():
        yield f"{column}: {', '.join(values)}"
    if chosen.period is Period.SPAN:
        yield f"{chosen.first_day or ''} – {chosen.last_day or ''}".strip()
    elif chosen.period is not Period.ANY:
        yield chosen.period.value


def _line_json(line: FeedLine) -> dict[str, Any]:
    feed, state = line
    return {
        "id": str(feed.id),
        "name": feed.name,
        "of": feed.kind.value,
        "place": feed.place,
        "chosen": [str(each) for each in feed.events],
        "filter": list(_filter_words(feed.filter)),
        "with": [name.removeprefix("with_") for name in choice_words() if getattr(feed, name)],
        "user": feed.user,
        "events": state.events,
        "published_at": state.published_at.isoformat() if state.published_at else None,
        "error": state.error or None,
        "waits_for_user": state.is_users_turn,
        "message": sentence_of(state.failure) if state.failure is not None else None,
        "next_try": state.next_try.isoformat() if state.next_try else None,
    }
