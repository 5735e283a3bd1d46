"""Decides what the settings say of feeds: what is in them, how they fare, what a form lacks (without Qt)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from capadesk.domain.errors import CapaDeskError, UserError
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed import Feed, address_of, file_in, is_secure
from capadesk.services.feeds.feed_service import FeedLine
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.ports.feeds import OfferedCalendar
from capadesk.services.selection import Selection
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.list_facets import ListFacets
from capadesk.ui.common.wording.feed_words import (
    chosen_count_words,
    chosen_words,
    kind_words,
    next_try_words,
    state_words,
)
from capadesk.ui.common.wording.sentences import sentence_of


class FeedRow(NamedTuple):
    """One feed in words; `problem` is what failed and what to do, "" if nothing did.

    `icon` says the state: published, failed and tried again, or failed for long or for the user to mend.
    """

    line: FeedLine
    name: str
    place: str
    state: str
    next_try: str
    icon: str
    problem: str
    contents: str

    @property
    def is_changed_there(self) -> bool:
        """Whether somebody else has changed events on the server."""
        return self.line.state.error == "feed_changed_there"


class FeedTyped(NamedTuple):
    """What stands in the form. `folder` for a file; for a server its address, user, password and calendar.

    `calendar` is None where one of that feed's own name is to be made. `chosen` are rows of a list.
    """

    name: str
    kind: ListKind
    filter: ListFilter
    chosen: Selection | None
    with_internal: bool
    with_people: bool
    with_actions: bool
    with_spans: bool
    is_file: bool
    folder: str
    address: str
    user: str
    password: str
    keeps_password: bool
    calendar: OfferedCalendar | None
    has_asked: bool


class FormProblem(NamedTuple):
    """What is wrong, and with which field; "" if with none."""

    field: str
    text: str


class FeedsPresenter:
    """The feeds of a desk in words, by name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._facets = ListFacets(desk, ListKind.CALENDAR)

    def rows(self) -> list[FeedRow]:
        """In a thread: all feeds as they fare now."""
        return [self._row(line) for line in self._desk.feeds.lines()]

    def count(self, kind: ListKind, chosen: ListFilter) -> int:
        """In a thread: how many events fit a filter now."""
        query = chosen.narrowed(ListQuery(kind), self._desk.clock.today())
        return len(self._desk.store.lists.keys(query))

    def _row(self, line: FeedLine) -> FeedRow:
        feed, state = line
        now = datetime.now(UTC)
        failure = state.failure
        if failure is not None:
            icon = "warning" if state.is_worrying(now) else "clock"
        else:
            icon = "clock" if state.published_at is None else "check_circle"
        return FeedRow(
            line,
            feed.name,
            place_words(feed),
            state_words(self._desk.localisation, state),
            next_try_words(self._desk.localisation, state),
            icon,
            sentence_of(failure) if failure is not None else "",
            self.contents(line),
        )

    def contents(self, line: FeedLine) -> str:
        """What is in a feed: "Events · Country: Italy · 12 entries"."""
        feed, state = line
        parts = [kind_words()[feed.kind], self._facets.all_words(feed.filter)]
        if feed.events:
            parts = [chosen_count_words(len(feed.events))]
        if state.published_at is not None:
            text = ngettext("{count} entry", "{count} entries", state.events)
            parts.append(text.format(count=self._desk.localisation.number(state.events)))
        return " · ".join(part for part in (*parts, *chosen_words(feed)) if part)

    def published_text(self, row: FeedRow | None, name: str) -> str:
        """What is said when a feed was published."""
        count = row.line.state.events if row is not None else 0
        text = ngettext(
            "“{name}” is published: {count} entry.", "“{name}” is published: {count} entries.", count
        )
        return text.format(name=name, count=self._desk.localisation.number(count))

    # --- the form ---------------------------------------------------------------------------------

    def missing(self, typed: FeedTyped, before: Feed | None) -> FormProblem | None:
        """What has to be filled in before the feed can be saved."""
        if not typed.name.strip():
            return FormProblem("name", _("Give the feed a name: those who follow it see it."))
        if before is not None:
            return None
        if typed.is_file:
            if not typed.folder:
                return FormProblem("folder", _("Choose the folder that the file goes to."))
            return None
        problem = self.missing_of_server(typed)
        if problem is None and not typed.has_asked:
            return FormProblem("find", _("Find the calendars of the server first, and choose one."))
        return problem

    def missing_of_server(self, typed: FeedTyped) -> FormProblem | None:
        """What has to be filled in before the server can be asked."""
        if not typed.address:
            return FormProblem("address", _("Type the address of the server, such as cloud.example.org."))
        url = address_of(typed.address)
        if not url:
            return FormProblem("address", _("This is no address of a server, such as cloud.example.org."))
        if not is_secure(url):
            return FormProblem("address", _("Your password would be readable on the way: use https."))
        return None

    def feed_of(self, typed: FeedTyped, before: Feed | None, calendar: OfferedCalendar | None) -> Feed:
        """In a thread: the feed that is typed, with the calendar that was chosen or made.

        UserError `feed_nothing_chosen`.
        """
        feed = replace(
            before or Feed(),
            name=typed.name.strip(),
            kind=typed.kind,
            filter=typed.filter,
            with_internal=typed.with_internal,
            with_people=typed.with_people,
            with_actions=typed.with_actions,
            with_spans=typed.with_spans,
        )
        if typed.chosen is not None:
            events = tuple(typed.chosen.ids(self._desk.store.lists))
            if not events:  # without any it would be a feed of all
                raise UserError("feed_nothing_chosen")
            feed = replace(feed, events=events)
        if before is None and typed.is_file:
            return replace(feed, file=str(file_in(Path(typed.folder), feed.name)))
        if before is None and calendar is not None:
            return replace(feed, url=calendar.url, user=typed.user)
        return feed if feed.is_file else replace(feed, user=typed.user)

    def found_text(self, offered: list[OfferedCalendar]) -> str:
        """What a server that answered has."""
        if not offered:
            return _("The server answers. It has no calendar yet: one is made for the feed.")
        text = ngettext(
            "The server answers. It has {count} calendar.",
            "The server answers. It has {count} calendars.",
            len(offered),
        )
        return text.format(count=len(offered))

    def problem_of(self, error: CapaDeskError) -> FormProblem:
        """What went wrong, and in which field to look."""
        field = {
            "feed_login_wrong": "password",
            "feed_password_needed": "password",
            "feed_server_silent": "address",
            "feed_not_found": "address",
            "feed_answer_unusable": "address",
            "feed_redirected": "address",
            "feed_name_taken": "name",
            "feed_place_taken": "folder",
            "folder_missing": "folder",
            "feed_calendar_not_made": "find",
        }.get(error.code, "")
        if error.code == "feed_login_wrong":
            text = _(
                "The server does not accept this user with this password. Some servers want a password that"
                " is made there for programs."
            )
            return FormProblem(field, text)
        return FormProblem(field, sentence_of(error))


def place_words(feed: Feed) -> str:
    """Where a feed goes, in short: the file's name, or the server."""
    return Path(feed.file).name if feed.is_file else urlsplit(feed.url).netloc
