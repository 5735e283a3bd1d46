"""Decides what the overview says, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import OPEN_ACTION_STATUSES, CodeList, EventMode, EventStatus
from capadesk.services.desk import Desk
from capadesk.services.overview_service import LISTED, NEXT, Gap, GappedEvent, OverviewContent
from capadesk.services.ports import ActionRow, ListKind, ListQuery, OverviewEvent, SortKey
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.event_columns import place_text
from capadesk.ui.common.look.code_looks import kind_chip, status_chip
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.overview.overview_content import (
    AreaLink,
    Board,
    Card,
    CardRow,
    Figure,
    RowAct,
    RowChip,
)
from capadesk.ui.overview.worded_rows import WordedRows

if TYPE_CHECKING:
    from capadesk.services.calendars.date_clash import DateClash

_CONCERNS = frozenset(
    {
        *("event", "participation", "head_count", "action", "accepted_clash"),
        *("person", "organisation", "city", "code_item", "platform"),
    }
)
_SHOWN_LEFT, _SHOWN_RIGHT = 5, 4
_DAYS_ARE_COUNTED = 60
_CLASHES_WITHIN = timedelta(days=27)
_OVER = frozenset({EventStatus.HELD, EventStatus.REPORTED, EventStatus.CANCELLED, EventStatus.POSTPONED})
_GAP_ICONS = {
    Gap.DATE: "calendar",
    Gap.NEW_DATE: "calendar",
    Gap.VENUE: "local",
    Gap.LINK: "screen",
    Gap.PARTICIPANTS: "people",
    Gap.ATTENDANCE: "people",
    Gap.MINUTES: "report",
}


class OverviewPresenter:
    """The overview in words, without widgets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def question(self) -> Callable[[], OverviewContent]:
        """Gives the content, in whatever thread."""
        return self._desk.overview.question()

    def clash_question(self) -> Callable[[], list[DateClash]]:
        """Gives what stands in the way in the next weeks, in whatever thread; it takes a while."""
        return partial(_coming_clashes, self._desk)

    def clash_card(self, clashes: Sequence[DateClash]) -> Card:
        """What stands in the way, in words."""
        from capadesk.ui.overview.clash_card import clash_card

        return clash_card(self._desk, clashes)

    def concerns(self, change_set: ChangeSet) -> bool:
        """Whether a change can be seen on the overview."""
        return not _CONCERNS.isdisjoint(change_set.kinds())

    def is_of_today(self, content: OverviewContent) -> bool:
        """Whether no midnight has passed since it was read."""
        return content.today == self._desk.clock.today()

    def board(self, content: OverviewContent) -> Board:
        """The content in words."""
        return Board(
            self._desk.localisation.date(content.today, with_weekday=True),
            content.is_empty,
            (
                self._coming(content),
                self._overdue(content),
                self._past(content),
                self._incomplete(content),
                self._unreported(content),
            ),
            self._figures(content),
        )

    # --- cards ------------------------------------------------------------------------------------

    def _coming(self, content: OverviewContent) -> Card:
        statuses = self._statuses_but(_OVER)
        links = tuple(
            AreaLink(
                text,
                kind.value,
                ListQuery(kind, equal={"status": statuses}, first_day=content.today, sort=(SortKey("when"),)),
            )
            for kind, text in ((ListKind.EVENTS, _("All events")), (ListKind.MEETINGS, _("All meetings")))
        )
        return Card(
            "coming",
            "calendar",
            _("Next"),
            _("Nothing is planned from today on."),
            tuple(self._event(event, content, (self._status(event),)) for event in content.coming),
            NEXT,
            links if content.coming else (),
            offers_new=True,
        )

    def _overdue(self, content: OverviewContent) -> Card:
        total = content.figures.overdue_actions
        query = ListQuery(ListKind.ACTIONS, overdue_on=content.today, sort=(SortKey("due", descending=True),))
        return Card(
            "overdue",
            "task",
            _("Overdue actions"),
            _("No action is overdue."),
            tuple(self._action(action, content.today) for action in content.overdue[:_SHOWN_LEFT]),
            _SHOWN_LEFT,
            self._all_of(total, _SHOWN_LEFT, "actions", query),
        )

    def _past(self, content: OverviewContent) -> Card:
        waited_for = self._statuses_but(_OVER | {EventStatus.IDEA})
        links: list[AreaLink] = []
        if content.past_events + content.past_meetings > _SHOWN_RIGHT:
            for kind, count, words in (
                (
                    ListKind.EVENTS,
                    content.past_events,
                    ngettext("{count} event", "{count} events", content.past_events),
                ),
                (
                    ListKind.MEETINGS,
                    content.past_meetings,
                    ngettext("{count} meeting", "{count} meetings", content.past_meetings),
                ),
            ):
                query = ListQuery(kind, equal={"status": waited_for}, over_before=content.today)
                if count:
                    number = self._desk.localisation.number(count)
                    links.append(AreaLink(words.format(count=number), kind.value, query))
        return Card(
            "past",
            "clock",
            _("Over, but not marked as held"),
            _("Everything that is over is marked as held."),
            tuple(self._past_event(event, content) for event in content.past[:_SHOWN_RIGHT]),
            _SHOWN_RIGHT,
            tuple(links),
        )

    def _incomplete(self, content: OverviewContent) -> Card:
        return Card(
            "incomplete",
            "info",
            _("Something is missing"),
            _("Nothing is missing for what comes in the next weeks."),
            WordedRows(content.incomplete, lambda each: self._gapped(each, content)),
            _SHOWN_RIGHT,
        )

    def _unreported(self, content: OverviewContent) -> Card:
        return Card(
            "unreported",
            "report",
            _("Held, not yet written up"),
            _("Participants and minutes of what was held are written down."),
            WordedRows(content.unreported, lambda each: self._gapped(each, content)),
            _SHOWN_RIGHT,
        )

    # --- rows -------------------------------------------------------------------------------------

    def _event(
        self,
        event: OverviewEvent,
        content: OverviewContent,
        chips: tuple[RowChip, ...],
        act: RowAct | None = None,
    ) -> CardRow:
        words = self._desk.localisation
        kind = self._desk.code_book.label(CodeList.EVENT_KIND, event.kind)
        return CardRow(
            "event",
            event.id,
            event.title,
            words.spoken_when(event.when, content.today, own_zone=content.own_zone) or _("No date yet"),
            " · ".join(part for part in (kind, self._place(event)) if part),
            words.when(event.when, own_zone=content.own_zone),
            icon=kind_chip(event.kind).icon,
            chips=chips,
            act=act,
        )

    def _status(self, event: OverviewEvent) -> RowChip:
        label = self._desk.code_book.label(CodeList.EVENT_STATUS, event.status)
        return RowChip(*status_chip(event.status), label)

    def _past_event(self, event: OverviewEvent, content: OverviewContent) -> CardRow:
        act = RowAct(
            _("Mark as held"),
            _("Mark “{name}” as held").format(name=event.title),
            lambda: self._desk.events.mark_as_held(event.id),
        )
        return self._event(event, content, (self._status(event),), act)

    def _gapped(self, gapped: GappedEvent, content: OverviewContent) -> CardRow:
        chips = tuple(RowChip(_GAP_ICONS[gap], Tone.AMBER, _gap_text(gap)) for gap in gapped.gaps)
        return self._event(gapped.event, content, chips)

    def _action(self, action: ActionRow, today: date) -> CardRow:
        assert action.due is not None
        return CardRow(
            "action",
            action.id,
            action.text,
            self._lateness(action.due, today),
            " · ".join(part for part in (action.owner or _("nobody in charge"), action.event_title) if part),
            self._desk.localisation.date(action.due, with_weekday=True),
            is_late=True,
            icon="" if action.owner else "person",
            initials=_initials(action.owner),
            act=RowAct(
                _("Done"),
                _("“{name}” is done").format(name=action.text),
                lambda: self._desk.actions.finish(action.id),
            ),
        )

    def _lateness(self, due: date, today: date) -> str:
        late: timedelta = today - due
        if late.days > _DAYS_ARE_COUNTED:
            return _("Overdue since {day}").format(day=self._desk.localisation.date(due))
        number = self._desk.localisation.number(late.days)
        return ngettext("{count} day overdue", "{count} days overdue", late.days).format(count=number)

    def _place(self, event: OverviewEvent) -> str:
        if event.mode == EventMode.ONLINE:
            return self._desk.code_book.label(CodeList.EVENT_MODE, event.mode)
        return place_text(self._desk, event.city, event.country)

    def _statuses_but(self, left_out: frozenset[EventStatus]) -> tuple[str, ...]:
        """The codes of all other statuses, those that users have added as well."""
        items = self._desk.code_book.items(CodeList.EVENT_STATUS, with_retired=True)
        return tuple(item.code for item in items if item.code not in left_out)

    # --- figures and links ------------------------------------------------------------------------

    def _all_of(self, total: int, shown: int, area: str, query: ListQuery) -> tuple[AreaLink, ...]:
        if total <= shown:
            return ()
        number = self._desk.localisation.number(total)
        return (AreaLink(_("All {count}").format(count=number), area, query),)

    def _figures(self, content: OverviewContent) -> tuple[Figure, ...]:
        number, figures, year = self._desk.localisation.number, content.figures, content.today.year
        first, last = date(year, 1, 1), date(year, 12, 31)
        events, meetings = content.events_this_year, content.meetings_this_year
        return (
            Figure(
                number(events),
                ngettext("event this year", "events this year", events),
                "events",
                ListQuery(ListKind.EVENTS, first_day=first, last_day=last),
            ),
            Figure(
                number(meetings),
                ngettext("meeting this year", "meetings this year", meetings),
                "meetings",
                ListQuery(ListKind.MEETINGS, first_day=first, last_day=last),
            ),
            Figure(
                number(figures.people),
                ngettext("person", "people", figures.people),
                "people",
                ListQuery(ListKind.PEOPLE),
            ),
            Figure(
                number(figures.organisations),
                ngettext("organisation", "organisations", figures.organisations),
                "organisations",
                ListQuery(ListKind.ORGANISATIONS),
            ),
            Figure(
                number(figures.open_actions),
                ngettext("open action", "open actions", figures.open_actions),
                "actions",
                ListQuery(ListKind.ACTIONS, equal={"status": tuple(sorted(OPEN_ACTION_STATUSES))}),
            ),
        )


def _coming_clashes(desk: Desk) -> list[DateClash]:
    return desk.clashes.coming(desk.clock.today() + _CLASHES_WITHIN, LISTED)


def _initials(name: str) -> str:
    """Of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _gap_text(gap: Gap) -> str:
    texts = {
        Gap.DATE: _("No date"),
        Gap.NEW_DATE: _("No new date"),
        Gap.VENUE: _("No venue"),
        Gap.LINK: _("No link"),
        Gap.PARTICIPANTS: _("Nobody invited"),
        Gap.ATTENDANCE: _("No participants"),
        Gap.MINUTES: _("No minutes"),
    }
    return texts[gap]
