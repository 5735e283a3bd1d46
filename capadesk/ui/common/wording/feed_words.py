"""What is said of feeds, in the window and on the command line alike."""

from __future__ import annotations

from datetime import datetime

from capadesk.services.feeds.feed import Feed
from capadesk.services.feeds.feed_state import FeedState
from capadesk.services.ports import ListKind, Localisation
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.moments import ago


def kind_words() -> dict[ListKind, str]:
    """Of what a feed can be."""
    return {
        ListKind.EVENTS: _("Events"),
        ListKind.MEETINGS: _("Meetings"),
        ListKind.CALENDAR: _("Events and meetings"),
    }


def chosen_count_words(count: int) -> str:
    """Of a feed of events that were chosen one by one."""
    return ngettext("{count} chosen event", "{count} chosen events", count).format(count=count)


def choice_words() -> dict[str, str]:
    """What more can be in a feed, by the names of its fields."""
    return {
        "with_internal": _("internal events too"),
        "with_actions": _("actions as tasks"),
        "with_spans": _("months and years as spans"),
        "with_people": _("names and addresses of people"),
    }


def chosen_words(feed: Feed) -> list[str]:
    """What more is in a feed."""
    return [words for name, words in choice_words().items() if getattr(feed, name)]


def state_words(localisation: Localisation, state: FeedState) -> str:
    """How a feed fares: "Published 5 minutes ago", "Failed", "Waits for you"."""
    if state.failure is not None:
        return _("Waits for you") if state.is_users_turn else _("Failed")
    if state.published_at is None:
        return _("Not published yet")
    return _("Published {ago}").format(ago=ago(localisation, state.published_at))


def next_try_words(localisation: Localisation, state: FeedState) -> str:
    """When a feed is tried again, with its day if that is another one; "" if nothing failed."""
    if state.next_try is None:
        return ""
    moment, today = state.next_try.astimezone(), datetime.now().astimezone().date()
    time = localisation.time(moment.replace(tzinfo=None))
    day = moment.date()
    return time if day == today else f"{localisation.relative_day(day, today)}, {time}"
