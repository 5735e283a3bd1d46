"""Feeds at work: on a calendar server in memory, and in files."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from capadesk.domain.errors import Cancelled, EnvironmentFailure, InvalidRecord, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Decision, Event, Participation, Person
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.formats.calendar.calendar_resources import CalendarFilesToPublish
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed import MOST_CHOSEN, Feed, address_of
from capadesk.services.feeds.feed_publishing import resource_name
from capadesk.services.feeds.feed_service import FeedService
from capadesk.services.feeds.feed_state import FeedState
from capadesk.services.feeds.server_crew import CONNECTIONS
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind
from capadesk.storage.beside.publication_file import PublicationFile
from tests.made_files import MadeFiles
from tests.sync.calendar_server_fake import URL, FakeCalendarServer


@dataclass
class MovedClock:
    moment: datetime = datetime(2026, 3, 12, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


class PasswordsInMemory:
    """Implements ports.Passwords, with a keyring that takes everything."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self._typed: dict[str, str] = {}

    def of(self, location: str) -> str | None:
        return self._typed.get(location) or self.kept.get(location)

    def enter(self, location: str, password: str) -> None:
        self._typed[location] = password

    def keep(self, location: str) -> bool:
        self.kept[location] = self._typed[location]
        return True

    def forget(self, location: str) -> None:
        self.kept.pop(location, None)
        self._typed.pop(location, None)


class Stage:
    """A desk with three events, and its feeds on a server in memory."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.clock = MovedClock()
        self.server = FakeCalendarServer()
        self.passwords = PasswordsInMemory()
        self.known_path = folder / "desk.db.feeds"
        self.events = [self.add(f"Event {number}", 10 + number) for number in range(3)]
        self.start_anew()
        self.feed = Feed(name="Public", url=URL, user="ada")

    def start_anew(self) -> None:
        """As the next start of the program would."""
        self.known = PublicationFile(self.known_path)
        self.feeds = FeedService(
            self.desk.store,
            self.desk.calendar,
            self.clock,
            CalendarFilesToPublish(),
            self.known,
            self.passwords,
            self.server,
        )

    def add(self, title: str, day: int, **fields: object) -> Event:
        when = When.days(date(2026, 3, day), date(2026, 3, day))
        return self.save(Event(id=new_id(), title=title, when=when, status="planned", **fields))  # type: ignore[arg-type]

    def save(self, event: Event) -> Event:
        with self.desk.store.unit_of_work() as work:
            work.save(event)
            work.commit("Saved “{name}”", name=event.title)
        return event

    def publish(self, *, overwrite: bool = False) -> None:
        self.feeds.publish(self.feed, overwrite=overwrite)

    @property
    def there(self) -> dict[str, bytes]:
        return self.server.kept[URL]

    def resource(self, event: Event) -> bytes:
        return self.there[resource_name(uid_for(event.id))]

    def change_there(self, event: Event, text: bytes = b"By somebody else") -> None:
        name = resource_name(uid_for(event.id))
        self.there[name] = self.there[name].replace(event.title.encode(), text)


@pytest.fixture
def on(tmp_path: Path, made_files: MadeFiles) -> Iterator[Stage]:
    desk = made_files.desk(tmp_path / "desk.db")
    stage = Stage(desk, tmp_path)
    stage.feeds.save(stage.feed, "geheim")
    yield stage
    stage.feeds.close()
    desk.store.close()


def code_of(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises((UserError, EnvironmentFailure)) as failure:
        act(*arguments, **named)  # type: ignore[operator]
    return failure.value.code


def test_one_resource_for_each_event_and_none_again_while_nothing_changes(on: Stage):
    on.publish()
    assert len(on.there) == 3
    assert b"METHOD" not in on.resource(on.events[0])
    on.server.asked.clear()
    on.publish()
    assert on.server.asked == []


def test_what_changes_is_put_and_what_leaves_the_feed_is_deleted(on: Stage):
    on.publish()
    on.server.asked.clear()
    on.save(replace(on.events[0], title="Another title"))
    on.save(replace(on.events[1], status="cancelled"))
    on.save(replace(on.events[2], visibility="internal"))
    on.publish()
    assert sorted(on.server.asked) == ["delete", "put", "put"]
    assert b"SUMMARY:Another title" in on.resource(on.events[0])
    assert b"STATUS:CANCELLED" in on.resource(on.events[1])
    assert len(on.there) == 2


def test_what_others_changed_on_the_server_is_said_and_left_until_it_is_to_be_overwritten(on: Stage):
    on.publish()
    on.change_there(on.events[0])
    on.save(replace(on.events[0], title="Ours"))
    on.save(replace(on.events[1], title="Also ours"))
    assert code_of(on.publish) == "feed_changed_there"
    assert b"By somebody else" in on.resource(on.events[0])
    assert b"Also ours" in on.resource(on.events[1])
    state = on.feeds.lines()[0].state
    assert (state.error, state.data["count"], state.data["titles"]) == ("feed_changed_there", 1, "“Ours”")
    on.publish(overwrite=True)
    assert b"SUMMARY:Ours" in on.resource(on.events[0])
    assert on.feeds.lines()[0].state.error == ""


def test_what_others_changed_is_not_deleted_when_it_leaves_the_feed(on: Stage):
    on.publish()
    on.change_there(on.events[0])
    on.save(replace(on.events[0], visibility="internal"))
    assert code_of(on.publish) == "feed_changed_there"
    assert b"By somebody else" in on.resource(on.events[0])


def test_what_others_deleted_on_the_server_is_published_again(on: Stage):
    on.publish()
    on.there.clear()
    on.publish()
    assert len(on.there) == 3


@pytest.mark.parametrize("is_after", [False, True])
def test_a_kill_between_putting_and_noting_doubles_and_overwrites_nothing(on: Stage, *, is_after: bool):
    class Killed(BaseException):
        pass

    def kill(_method: str, name: str) -> None:
        if name == resource_name(uid_for(on.events[1].id)):
            # Nothing is written down any more, as after a power cut.
            on.feeds._known = on.known = PublicationFile(on.known_path.with_suffix(".gone"))
            raise Killed

    on.server.after, on.server.before = (kill, on.server.before) if is_after else (on.server.before, kill)
    publishing = on.feeds
    known = on.known
    with pytest.raises(Killed):
        publishing.publish(on.feed)
    known.close()
    on.server.before = on.server.after = lambda _method, _name: None
    on.start_anew()
    on.save(replace(on.events[1], title="Changed since"))
    on.publish()
    assert len(on.there) == 3
    assert b"SUMMARY:Changed since" in on.resource(on.events[1])


def test_a_server_that_tells_no_state_is_asked_for_it(on: Stage):
    on.server.tells_etags = False
    on.publish()
    on.server.asked.clear()
    on.publish()
    assert on.server.asked == []


def test_what_was_forgotten_is_recognised_and_not_put_again(on: Stage):
    on.publish()
    on.known.forget(on.feed.id)
    on.server.asked.clear()
    on.publish()
    assert on.server.asked == ["get", "get", "get"]


def test_one_event_that_the_server_refuses_keeps_no_other_back(on: Stage):
    on.server.refuses = frozenset({resource_name(uid_for(on.events[0].id))})
    assert code_of(on.publish) == "feed_refused"
    assert len(on.there) == 2
    assert on.feeds.lines()[0].state.data["detail"] == "max-resource-size"


def test_a_server_that_is_away_is_tried_again_later_and_later(on: Stage):
    def away(_method: str, _name: str) -> None:
        raise EnvironmentFailure("feed_server_silent", location="calendar.example.org")

    on.server.before = away
    waits = []
    state = FeedState()
    for _number in range(5):
        assert on.feeds.publish_due()
        state = on.feeds.lines()[0].state
        assert state.next_try is not None
        waits.append((state.next_try - on.clock.moment).total_seconds())
        assert not on.feeds.publish_due()
        on.clock.moment = state.next_try
    assert waits == [60, 300, 900, 3600, 3600]
    assert state.is_worrying(on.clock.moment)
    on.server.before = lambda _method, _name: None
    assert on.feeds.publish_due()
    assert len(on.there) == 3
    assert on.feeds.lines()[0].state.failing_since is None


def test_only_what_has_changed_or_moves_with_the_day_is_due(on: Stage):
    assert on.feeds.publish_due()
    assert not on.feeds.publish_due()
    on.add("One more", 20)
    assert on.feeds.publish_due()
    assert len(on.there) == 4
    on.clock.moment += timedelta(days=1)
    assert on.feeds.publish_due()


def test_what_no_feed_is_made_of_publishes_nothing(on: Stage):
    assert on.feeds.publish_due()
    with on.desk.store.unit_of_work() as work:
        work.save(Decision(id=new_id(), event_id=on.events[0].id, text="Go on"))
        work.commit("Added “{name}”", name="Go on")
    assert not on.feeds.publish_due()
    on.add("One more", 20)
    assert on.feeds.publish_due()


def test_a_cancelled_publication_goes_on_where_it_ended(on: Stage):
    def cancel(done: int, total: int) -> None:
        if total and done == 2:
            raise Cancelled

    for number in range(20):
        on.add(f"One of many {number}", 1 + number)
    with pytest.raises(Cancelled):
        on.feeds.publish(on.feed, progress=cancel)
    done = len(on.there)
    assert 2 <= done <= 2 + 2 * CONNECTIONS
    on.server.asked.clear()
    on.publish()
    assert on.server.asked.count("put") == 23 - done
    assert len(on.there) == 23


def test_several_events_are_under_way_at_once_and_told_in_their_order(on: Stage):
    for number in range(9):
        on.add(f"Later {number}", 20)
    together = threading.Barrier(CONNECTIONS)

    def meet(method: str, _name: str) -> None:
        if method == "put":
            together.wait(10)

    on.server.before = meet
    on.server.refuses = frozenset(resource_name(uid_for(event.id)) for event in on.events)
    told: list[tuple[int, int]] = []
    with pytest.raises(UserError) as failure:
        on.feeds.publish(on.feed, progress=lambda *step: told.append(step))
    assert failure.value.data["titles"] == "“Event 0”, “Event 1”, “Event 2”"
    steps = [done for done, total in told if total]
    assert steps == sorted(steps)
    assert told[-1] == (12, 12)


def test_a_failure_lets_those_under_way_end_and_they_are_known(on: Stage):
    first, second = (resource_name(uid_for(event.id)) for event in on.events[:2])
    has_failed = threading.Event()

    def fail(method: str, name: str) -> None:
        if method == "put" and name == first:
            has_failed.set()
            raise EnvironmentFailure("feed_server_silent", location="calendar.example.org")
        if method == "put":
            assert has_failed.wait(10)

    on.server.before = fail
    assert code_of(on.publish) == "feed_server_silent"
    assert second in on.there
    on.server.before = lambda _method, _name: None
    on.server.asked.clear()
    on.publish()
    assert on.server.asked == ["put"]


def test_a_server_that_is_busy_is_asked_again_after_what_it_says(on: Stage):
    busy = [EnvironmentFailure("feed_server_busy", location="calendar.example.org", seconds=0.02)] * 2

    def be_busy(method: str, _name: str) -> None:
        if method == "put" and busy:
            raise busy.pop()

    on.server.before = be_busy
    on.publish()
    assert len(on.there) == 3


def test_a_server_that_is_busy_for_long_is_left_alone_till_then(on: Stage):
    def be_busy(_method: str, _name: str) -> None:
        raise EnvironmentFailure("feed_server_busy", location="calendar.example.org", seconds=7200)

    on.server.before = be_busy
    assert code_of(on.publish) == "feed_server_busy"
    assert on.feeds.lines()[0].state.next_try == on.clock.moment + timedelta(seconds=7200)


def test_a_server_that_tells_what_changed_is_not_asked_for_all_again(on: Stage):
    asked_since: list[str] = []

    def listen(method: str, since: str) -> None:
        if method == "listing":
            asked_since.append(since)

    on.server.before = listen
    on.publish()
    on.publish()
    on.save(replace(on.events[0], title="Another title"))
    on.publish()
    assert [bool(since) for since in asked_since] == [False, True, True, True, True]
    on.change_there(on.events[1])
    del on.there[resource_name(uid_for(on.events[2].id))]
    on.save(replace(on.events[1], title="Ours"))
    assert code_of(on.publish) == "feed_changed_there"
    assert b"By somebody else" in on.resource(on.events[1])
    assert len(on.there) == 3
    asked_since.clear()
    on.publish(overwrite=True)
    assert asked_since[0] == ""
    assert b"SUMMARY:Ours" in on.resource(on.events[1])


def test_what_the_server_says_has_changed_is_not_believed_for_ever(on: Stage):
    asked_since: list[str] = []
    on.publish()
    on.server.before = lambda method, since: asked_since.append(since) if method == "listing" else None
    on.clock.moment += timedelta(days=7)
    on.publish()
    assert asked_since == [""]


def test_a_server_that_was_put_back_to_an_older_state_is_noticed_after_a_publication_that_broke_off(
    on: Stage,
):
    on.publish()
    before = dict(on.there)
    on.save(replace(on.events[0], title="Another title"))
    on.add("One more", 20)

    def away(_method: str, _name: str) -> None:
        if len(on.there) == 4:
            raise EnvironmentFailure("feed_server_silent", location="calendar.example.org")

    on.server.before = on.server.after = away
    assert code_of(on.publish) == "feed_server_silent"
    on.server.before = on.server.after = lambda _method, _name: None
    on.there.clear()
    on.there.update(before)
    assert code_of(on.publish) == "feed_changed_there"
    assert len(on.there) == 4
    on.publish(overwrite=True)
    assert b"SUMMARY:Another title" in on.resource(on.events[0])


def test_names_of_people_leave_only_when_chosen(on: Stage):
    with on.desk.store.unit_of_work() as work:
        person = Person(id=new_id(), given_name="Grace", family_name="Hopper", email="grace@example.org")
        work.save(person)
        event_id = on.events[0].id
        work.save(Participation(id=new_id(), event_id=event_id, person_id=person.id, role="participant"))
        work.commit("Added “{name}”", name="Grace")
    on.publish()
    assert not any(b"example.org" in data for data in on.there.values())
    on.feed = replace(on.feed, with_people=True)
    on.feeds.save(on.feed)
    assert on.feeds.publish_due()
    assert b"mailto:grace@example.org" in on.resource(on.events[0]).replace(b"\r\n ", b"")


def test_a_filter_decides_what_is_in_a_feed(on: Stage):
    on.save(replace(on.events[0], country="IT"))
    on.feed = replace(on.feed, filter=ListFilter({"country": ("IT",)}))
    on.feeds.save(on.feed)
    on.publish()
    assert list(on.there) == [resource_name(uid_for(on.events[0].id))]
    on.feed = replace(on.feed, filter=ListFilter(), kind=ListKind.MEETINGS)
    on.feeds.save(on.feed)
    on.publish()
    assert on.there == {}


def test_chosen_events_are_a_feed_of_their_own_whatever_else_there_is(on: Stage):
    on.save(replace(on.events[1], status="idea"))
    on.feed = replace(on.feed, events=(on.events[0].id, on.events[1].id))
    on.feeds.save(on.feed)
    on.publish()
    assert set(on.there) == {resource_name(uid_for(event.id)) for event in on.events[:2]}
    assert on.feeds.find("Public").events == on.feed.events
    on.desk.deletion.delete("event", [event.id for event in on.events[:2]])
    on.publish()
    assert on.there == {}
    too_many = replace(on.feed, events=tuple(new_id() for _number in range(MOST_CHOSEN + 1)))
    assert code_of(on.feeds.save, too_many) == "feed_too_many_chosen"


def test_a_removed_feed_takes_away_what_it_published_or_leaves_it(on: Stage):
    on.publish()
    on.change_there(on.events[0])
    assert on.feeds.remove(on.feed, takes_away=True) == 1
    assert list(on.there) == [resource_name(uid_for(on.events[0].id))]
    assert on.feeds.lines() == []
    assert on.passwords.kept == {}
    again = Feed(name="Left", url=URL, user="ada")
    on.feeds.save(again, "geheim")
    on.feeds.publish(again, overwrite=True)
    on.feeds.remove(again, takes_away=False)
    assert len(on.there) == 3


def test_a_feed_is_refused_with_what_is_wrong_with_it(on: Stage):
    with pytest.raises(InvalidRecord) as failure:
        on.feeds.save(Feed(name=" ", url="http://calendar.example.org/"))
    assert [each["field"] for each in failure.value.data["problems"]] == ["name", "url"]
    with pytest.raises(InvalidRecord):
        on.feeds.save(Feed(name="Nowhere"))
    assert code_of(on.feeds.save, Feed(name="Public", file="/tmp/a.ics")) == "feed_name_taken"
    assert code_of(on.feeds.save, Feed(name="Other", url=URL)) == "feed_place_taken"
    assert code_of(on.feeds.save, replace(on.feed, url=URL + "x/")) == "feed_place_fixed"
    assert code_of(on.feeds.find, "Nothing") == "feed_unknown"
    assert code_of(on.feeds.offered, "http://example.org", "a", "b") == "feed_not_secure"
    assert code_of(on.feeds.offered, "not an address", "a", "b") == "feed_address_unknown"


def test_an_address_is_completed_and_holds_no_password():
    assert address_of(" cloud.example.org ") == "https://cloud.example.org"
    assert address_of("https://ada:geheim@cloud.example.org/dav#x") == "https://cloud.example.org/dav"
    for text in ("", "ftp://x", "https://", "https://a:b c/", "x:99999999"):
        assert address_of(text) == ""


def test_feeds_of_another_user_or_computer_are_not_seen(on: Stage):
    assert "Public" in on.desk.store.own_setting("feeds")
    assert on.desk.store.outgoing() is not None
    assert on.desk.store.next_undo().label_data["name"] != "Public"  # type: ignore[union-attr]


def test_a_password_that_is_not_known_is_asked_for(on: Stage):
    on.passwords.forget(on.feed.account)
    assert code_of(on.publish) == "feed_password_needed"
    assert on.feeds.lines()[0].state.is_worrying(on.clock.moment)
    on.feeds.save(on.feed, "geheim")
    assert on.feeds.publish_due()
    assert len(on.there) == 3


# --- files ----------------------------------------------------------------------------------------


def file_feed(on: Stage, path: Path) -> Feed:
    feed = Feed(name="In a file", file=str(path))
    on.feeds.save(feed)
    return feed


def test_a_file_is_written_anew_only_if_its_bytes_differ(on: Stage, tmp_path: Path):
    path = tmp_path / "out" / "public.ics"
    path.parent.mkdir()
    feed = file_feed(on, path)
    on.feeds.publish(feed)
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 3
    before = path.stat()
    on.feeds.publish(feed)
    assert path.stat().st_ino == before.st_ino
    on.add("One more", 20)
    on.feeds.publish(feed)
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 4
    assert [each.name for each in path.parent.iterdir()] == ["public.ics"]


def test_a_folder_that_is_gone_is_said_and_tried_again(on: Stage, tmp_path: Path):
    path = tmp_path / "stick" / "public.ics"
    feed = file_feed(on, path)
    assert code_of(on.feeds.publish, feed) == "folder_missing"
    path.parent.mkdir()
    on.clock.moment += timedelta(seconds=60)
    assert on.feeds.publish_due()
    assert path.exists()


def test_many_feeds_into_a_folder_that_is_gone_all_say_so_and_all_come_back(on: Stage, tmp_path: Path):
    folder = tmp_path / "stick"
    for number in range(20):
        on.feeds.save(Feed(name=f"Feed {number}", file=str(folder / f"{number}.ics")))
    assert on.feeds.publish_due()
    failed = [line.state for line in on.feeds.lines() if line.feed.is_file]
    assert {(state.error, state.data["folder"]) for state in failed} == {("folder_missing", str(folder))}
    assert {state.next_try for state in failed} == {on.clock.moment + timedelta(seconds=60)}
    folder.mkdir()
    on.clock.moment += timedelta(seconds=60)
    assert on.feeds.publish_due()
    assert len(list(folder.iterdir())) == 20
    assert {line.state.error for line in on.feeds.lines()} == {""}


def test_a_folder_in_the_place_of_the_file_is_said(on: Stage, tmp_path: Path):
    (tmp_path / "public.ics").mkdir()
    feed = file_feed(on, tmp_path / "public.ics")
    assert code_of(on.feeds.publish, feed) == "not_a_file"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    command = [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_and_one_that_may_only_be_read_leave_the_old_file_and_are_tried_again(
    on: Stage, small_disk: Path
):
    path = small_disk / "public.ics"
    feed = file_feed(on, path)
    on.feeds.publish(feed)
    before = path.read_bytes()
    (small_disk / "other").write_bytes(bytes(56 * 1024))
    for number in range(10):
        on.add(f"One more {number}", 20)
    assert code_of(on.feeds.publish, feed) == "disk_full"
    assert path.read_bytes() == before
    assert sorted(each.name for each in small_disk.iterdir()) == ["other", "public.ics"]
    (small_disk / "other").unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    on.clock.moment += timedelta(seconds=60)
    assert on.feeds.publish_due()
    assert next(line.state.error for line in on.feeds.lines() if line.feed.is_file) == "folder_not_writable"
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    on.clock.moment += timedelta(seconds=60)
    assert on.feeds.publish_due()
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 13


def test_a_file_of_somebody_else_is_left_alone(on: Stage, tmp_path: Path):
    path = tmp_path / "mine.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Somebody//EN\r\nEND:VCALENDAR\r\n")
    feed = file_feed(on, path)
    assert code_of(on.feeds.publish, feed) == "feed_file_taken"
    assert b"Somebody" in path.read_bytes()
    on.feeds.remove(feed, takes_away=True)
    assert path.exists()
    own = Feed(name="Own", file=on.desk.store.location)
    on.feeds.save(own)
    assert code_of(on.feeds.publish, own) == "same_file"


def test_a_removed_file_feed_takes_its_file_away(on: Stage, tmp_path: Path):
    feed = file_feed(on, tmp_path / "public.ics")
    on.feeds.publish(feed)
    on.feeds.remove(feed, takes_away=True)
    assert not (tmp_path / "public.ics").exists()


def test_whoever_waits_for_another_publication_can_cancel(on: Stage):
    begun, go_on = threading.Event(), threading.Event()

    def wait(_method: str, _name: str) -> None:
        begun.set()
        assert go_on.wait(10)

    on.server.before = wait
    other = threading.Thread(target=on.publish)
    other.start()
    assert begun.wait(10)

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    try:
        with pytest.raises(Cancelled):
            on.feeds.publish(on.feed, progress=cancel)
    finally:
        go_on.set()
        other.join()
