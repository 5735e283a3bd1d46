"""Pictures of feeds, without a server: what it would answer is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.feeds.feed import Feed
from capadesk.services.feeds.feed_state import FeedState
from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.ports.feeds import OfferedCalendar
from capadesk.services.selection import Selection
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.settings.feeds.feed_dialog import FeedDialog
from capadesk.ui.settings.feeds.feeds_section import FeedsSection
from capadesk.ui.settings.settings_page import SettingsPage

if TYPE_CHECKING:
    from capadesk.ui.screenshots.stage import Size, Stage

_SERVER = "https://cloud.example.org/dav/calendars/ada/"
_OFFERED = [
    OfferedCalendar(f"{_SERVER}personal/", "Personal"),
    OfferedCalendar(f"{_SERVER}public/", "Public"),
]


def feed_pictures(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The invitation, the list, what fails, and the form for a file, for a server, and of chosen events."""
    page = on.window.show_area_named("settings")
    assert isinstance(page, SettingsPage)
    service: Any = on.desk.feeds
    for line in service.lines():
        service.remove(line.feed, takes_away=False)
    _shot(on, page, size, scheme, name.format("empty"))
    moment = datetime.now(UTC)
    folder = Path(on.desk.store.location).parent
    public = Feed(
        name="Public events in Italy",
        kind=ListKind.EVENTS,
        filter=ListFilter({"country": ("IT",), "status": ("planned", "confirmed")}, Period.COMING),
        url=f"{_SERVER}public/",
        user="ada",
    )
    intern = Feed(name="Everything, for the team", url=f"{_SERVER}team/", user="ada", with_internal=True)
    website = Feed(name="For the web site", kind=ListKind.EVENTS, file=str(folder / "events.ics"))
    stick = Feed(name="On the stick", kind=ListKind.MEETINGS, file="/media/ada/stick/meetings.ics")
    out = FeedState(moment - timedelta(minutes=3), 128, on.desk.store.latest_change())
    missing = UserError("folder_missing", folder="/media/ada/stick")
    states = {
        public.id: out,
        intern.id: replace(out, published_at=moment - timedelta(hours=3), events=214),
        website.id: replace(out, published_at=moment - timedelta(hours=2), events=96),
        stick.id: replace(out, events=12).failed(missing, moment, is_file=True),
    }
    for feed in (public, intern, website, stick):
        service.save(feed)
        service._keep(feed, states[feed.id])  # noqa: SLF001 - as a publication would
    _shot(on, page, size, scheme, name.format("list"))
    changed = UserError(
        "feed_changed_there",
        name=intern.name,
        count=2,
        titles="“Climate forum of the cities”, “Heat network: open day”",
    )
    silent = EnvironmentFailure("feed_server_silent", location="cloud.example.org")
    service._keep(intern, states[intern.id].failed(changed, moment, is_file=False))  # noqa: SLF001
    service._keep(public, out.failed(silent, moment, is_file=False))  # noqa: SLF001
    on.window.background.follow_feeds()
    assert on.window.background.feeds is not None
    on.window.background.feeds.schedule.stop()
    on.window.background.feeds._show_sign([each for each in service.lines() if each.feed.id == intern.id])  # noqa: SLF001
    _shot(on, page, size, scheme, name.format("failing"), chosen=0)
    on.window.bar.show_sign("", "")
    _forms(on, page, name, public)


def _shot(
    on: Stage, page: SettingsPage, size: Size, scheme: Scheme, name: str, chosen: int | None = None
) -> None:
    on.show("settings", size, scheme)
    page.show_section("feeds")
    on.window.bar.clear()
    section = page.section
    assert isinstance(section, FeedsSection)
    section.shown()
    on.settle()
    if chosen is not None:
        item = section.list.topLevelItem(chosen)
        assert item is not None
        section.list.setCurrentItem(item)
    on.settle()
    on.shoot(name)


def _forms(on: Stage, page: SettingsPage, name: str, public: Feed) -> None:
    section = page.section
    assert isinstance(section, FeedsSection)
    section.start_with(public.kind, public.filter)
    dialog = section.dialog
    assert isinstance(dialog, FeedDialog)
    dialog.name.set_value("Public events in Italy")
    dialog.place.folder.set_value("/srv/www/calendars")
    on.settle()
    on.shoot(name.format("form-file"), dialog)
    dialog.place.into_server.setChecked(True)
    dialog.place.address.set_value("cloud.example.org")
    dialog.place.user.set_value("ada")
    dialog.place.password.set_value("geheim")
    dialog._complain(EnvironmentFailure("feed_login_wrong", location="cloud.example.org"))  # noqa: SLF001
    on.settle()
    on.shoot(name.format("form-error"), dialog)
    dialog.problem.set_text("")
    dialog._show_offered(_OFFERED)  # noqa: SLF001 - what a server would answer
    on.settle()
    on.shoot(name.format("form-server"), dialog)
    dialog.done(0)
    on.settle()
    keys = on.desk.store.lists.keys(ListQuery(ListKind.EVENTS))[:12]
    section.start_with(ListKind.EVENTS, Selection("event", ListKind.EVENTS, tuple(keys)))
    chosen = section.dialog
    assert isinstance(chosen, FeedDialog)
    chosen.name.set_value("Twelve events for the fair")
    on.settle()
    on.shoot(name.format("form-chosen"), chosen)
    chosen.done(0)
    on.settle()
