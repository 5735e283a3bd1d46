"""What may be the same is offered once, joined with all that hangs on it, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from capadesk.domain.errors import Cancelled, RecordNotFound, UserError
from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Decision,
    Event,
    HeadCount,
    Interaction,
    Organisation,
    Participation,
    Person,
    Project,
    Tag,
    Tagging,
)
from capadesk.domain.when import When
from capadesk.services.deletion_service import DeletionService
from capadesk.services.merging.duplicate_service import DuplicateGroup, DuplicateService
from capadesk.services.ports import LikenessReason, Sureness
from capadesk.storage.sqlite_store import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.create(tmp_path / "a.capadesk", author="Ann")
    yield opened
    assert opened.check() == []
    opened.close()


@pytest.fixture
def duplicates(store: SqliteStore) -> DuplicateService:
    return DuplicateService(store)


def add(store: SqliteStore, *records: Record) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("added")


def organisation(name: str = "City of Łódź", **values: Any) -> Organisation:
    return Organisation(id=new_id(), name=name, **values)


def person(given: str = "Ada", family: str = "Ek", **values: Any) -> Person:
    return Person(id=new_id(), given_name=given, family_name=family, **values)


def participation(
    event: Event, who: Person | Organisation, role: str = "speaker", **values: Any
) -> Participation:
    person_id = who.id if isinstance(who, Person) else None
    organisation_id = who.id if isinstance(who, Organisation) else None
    return Participation(
        id=Participation.derive_id(event.id, person_id, organisation_id, role),
        event_id=event.id,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        **values,
    )


def affiliation(who: Person, where: Organisation, role: str = "", **values: Any) -> Affiliation:
    return Affiliation(
        id=Affiliation.derive_id(who.id, where.id, role),
        person_id=who.id,
        organisation_id=where.id,
        role=role,
        **values,
    )


def offered(groups: list[DuplicateGroup]) -> list[tuple[LikenessReason, Sureness, set[UUID]]]:
    return [(group.reasons[0].code, group.sureness, set(group.ids)) for group in groups]


# --- what is offered ------------------------------------------------------------------------------


def test_organisations_of_one_name_and_country_are_offered(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = organisation(country="PL"), organisation("city of lodz", country="PL")
    add(store, one, other, organisation("City of Lodz", country="DE"), organisation("Łódź"))
    (group,) = duplicates.groups(["organisation"])
    assert offered([group]) == [(LikenessReason.NAME_AND_COUNTRY, Sureness.SURE, {one.id, other.id})]
    assert [candidate.name for candidate in group.candidates] == ["City of Łódź", "city of lodz"]


def test_one_without_a_country_may_be_the_only_one_with_it(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = organisation(country="PL"), organisation()
    add(store, one, other)
    assert offered(duplicates.groups()) == [
        (LikenessReason.NAME_AND_COUNTRY, Sureness.LIKELY, {one.id, other.id})
    ]


def test_organisations_of_one_website_may_be_the_same(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one = organisation("Uni Wien", website="https://www.univie.ac.at/", country="AT")
    other = organisation("University of Vienna", website="univie.ac.at")
    apart = organisation("Library", website="https://univie.ac.at/library")
    add(store, one, other, apart, organisation("None", website="http://[not one"))
    (group,) = duplicates.groups()
    assert offered([group]) == [(LikenessReason.WEBSITE, Sureness.POSSIBLE, {one.id, other.id})]
    assert group.reasons[0].shared == "univie.ac.at"


def test_people_of_one_address_are_offered_less_surely_if_their_names_differ(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = person(email="ada@ek.se"), person(email="Ada@EK.se")
    office, more = person("Bo", email="office@ek.se"), person("Cy", email="office@ek.se")
    add(store, one, other, office, more, person())
    assert offered(duplicates.groups()) == [
        (LikenessReason.EMAIL, Sureness.SURE, {one.id, other.id}),
        (LikenessReason.EMAIL, Sureness.LIKELY, {office.id, more.id}),
    ]


def test_people_of_one_name_in_one_organisation_are_offered(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other, elsewhere = person("Åsa"), person("Asa"), person("Åsa")
    here, there = organisation("Here"), organisation("There")
    add(store, one, other, elsewhere, here, there)
    add(store, affiliation(one, here), affiliation(other, here, "Head"), affiliation(elsewhere, there))
    assert offered(duplicates.groups()) == [
        (LikenessReason.NAME_AND_ORGANISATION, Sureness.LIKELY, {one.id, other.id})
    ]


def test_somebody_of_whom_only_the_name_is_known_may_be_the_only_one_of_that_name(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    known, bare = person(email="ada@ek.se"), person()
    two = [person("Bo", email=f"bo{number}@ek.se") for number in range(2)]
    add(store, known, bare, *two, person("Bo"), person("", "Ek"), person("", "Ek"))
    assert offered(duplicates.groups()) == [(LikenessReason.NAME, Sureness.POSSIBLE, {known.id, bare.id})]


def test_events_of_one_uid_are_offered_unless_they_are_different_occurrences(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one = Event(id=new_id(), title="One", uid="x@y", when=When.months(2026, 3))
    other = Event(id=new_id(), title="Other", uid="x@y", when=When.months(2026, 3))
    start = Event(id=new_id(), title="Third", uid="x@y", original_start="2026-03-01T09:00:00")
    add(store, one, other, start)
    assert offered(duplicates.groups()) == [(LikenessReason.UID, Sureness.SURE, {one.id, other.id})]


def test_events_of_one_title_and_day_are_offered_unless_their_cities_differ(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    lodz, wien = City(id=new_id(), name="Łódź"), City(id=new_id(), name="Wien")
    when = When.months(2026, 3)
    here = [Event(id=new_id(), title=title, when=when, city_id=lodz.id) for title in ("Café", "cafe")]
    there = Event(id=new_id(), title="Café", when=when, city_id=wien.id)
    undated = [Event(id=new_id(), title="Café") for _ in range(2)]
    add(store, lodz, wien, *here, there, *undated)
    assert offered(duplicates.groups()) == [
        (LikenessReason.TITLE_AND_DATE, Sureness.LIKELY, {event.id for event in here})
    ]


def test_projects_and_tags_are_offered(store: SqliteStore, duplicates: DuplicateService) -> None:
    projects = [Project(id=new_id(), name=name, grant_number="101036519") for name in ("One", "Two")]
    tags = [Tag(id=new_id(), name="Heat"), Tag(id=new_id(), name="heat"), Tag(id=new_id(), name="Cold")]
    add(store, *projects, *tags)
    assert offered(duplicates.groups()) == [
        (LikenessReason.GRANT_NUMBER, Sureness.SURE, {each.id for each in projects}),
        (LikenessReason.NAME, Sureness.SURE, {each.id for each in tags[:2]}),
    ]


def test_a_weaker_reason_is_told_with_a_surer_one(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other = person(email="ada@ek.se"), person(email="ada@ek.se")
    here = organisation("Here")
    add(store, one, other, here)
    add(store, affiliation(one, here), affiliation(other, here))
    (group,) = duplicates.groups()
    assert [reason.code for reason in group.reasons] == [
        LikenessReason.EMAIL,
        LikenessReason.NAME_AND_ORGANISATION,
    ]


def test_nothing_is_offered_in_an_empty_file(duplicates: DuplicateService) -> None:
    assert duplicates.groups() == []


# --- not the same ---------------------------------------------------------------------------------


def test_what_is_not_the_same_is_not_offered_again_until_that_is_undone(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = organisation(country="PL"), organisation(country="PL")
    add(store, one, other)
    duplicates.dismiss("organisation", [other.id, one.id])
    assert duplicates.groups() == []
    assert not duplicates.dismiss("organisation", [one.id, other.id])
    store.undo()
    assert len(duplicates.groups()) == 1


def test_of_three_the_two_that_may_be_the_same_are_still_offered(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, two, three = (organisation(country="PL") for _ in range(3))
    add(store, one, two, three)
    duplicates.dismiss("organisation", [one.id, two.id])
    (group,) = duplicates.groups()
    assert set(group.ids) == {one.id, three.id}


def test_what_was_different_from_one_is_different_from_what_it_went_into(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, two, three = (organisation(country="PL") for _ in range(3))
    add(store, one, two, three)
    duplicates.dismiss("organisation", [one.id, two.id])
    duplicates.join("organisation", three.id, [one.id])
    assert duplicates.groups() == []


# --- joining --------------------------------------------------------------------------------------


def test_what_is_empty_is_filled_and_texts_are_kept_from_both(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one = organisation("Uni", notes="from one", flags=("ministry",))
    other = organisation("University", country="AT", notes="from the other", flags=("media", "ministry"))
    add(store, one, other)
    difference = {
        each.field: each for each in duplicates.compare("organisation", [one.id, other.id]).differences
    }
    assert {name: each.taken_from for name, each in difference.items()} == {
        "name": one.id,
        "country": other.id,
        "notes": None,
        "flags": None,
    }
    change_set = duplicates.join("organisation", one.id, [other.id])
    assert (change_set.label, change_set.label_data["count"]) == ("Joined {count} records into “{name}”", 2)
    (joined,) = store.select(Organisation)
    assert (joined.id, joined.name, joined.country) == (one.id, "Uni", "AT")
    assert (joined.notes, joined.flags) == ("from one\n\nfrom the other", ("ministry", "media"))


def test_an_event_keeps_the_identity_that_the_world_has_seen(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one = Event(id=new_id(), title="One", uid="one@x", source_key="k1")
    other = Event(
        id=new_id(), title="One", uid="other@x", source_key="k2", source_version="3", kept_lines="X-A:1"
    )
    add(store, one, other)
    assert duplicates.compare("event", [one.id, other.id]).differences == ()
    duplicates.join("event", one.id, [other.id])
    (joined,) = store.select(Event)
    assert joined == replace(one, kept_lines="X-A:1", sequence=joined.sequence)
    with pytest.raises(UserError):
        duplicates.join("event", one.id, [other.id], {"uid": other.id})


def test_a_choice_decides_a_field(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other = organisation("Uni", notes="a"), organisation("University", notes="b")
    add(store, one, other)
    duplicates.join("organisation", one.id, [other.id], {"name": other.id, "notes": one.id})
    (joined,) = store.select(Organisation)
    assert (joined.id, joined.name, joined.notes) == (one.id, "University", "a")


def test_every_link_goes_along_and_comes_back(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other, parent = organisation("Uni"), organisation("University"), organisation("Below")
    ada, event, tag = person(), Event(id=new_id(), title="Event"), Tag(id=new_id(), name="Heat")
    add(store, one, other, ada, event, tag)
    below = organisation("Institute", parent_id=other.id)
    add(
        store,
        parent,
        below,
        participation(event, other, notes="brought cake", status="attended"),
        participation(event, one, notes="was there"),
        affiliation(ada, other, "Head", is_main=True),
        Tagging(id=Tagging.derive_id(tag.id, other.id), tag_id=tag.id, organisation_id=other.id),
        Action(id=new_id(), text="Call", owner_organisation_id=other.id),
        Interaction(id=new_id(), subject="Talk", organisation_id=other.id),
    )
    before = everything(store)
    duplicates.join("organisation", one.id, [other.id])
    (came,) = store.select(Participation)
    assert came.id == Participation.derive_id(event.id, None, one.id, "speaker")
    assert (came.status, came.notes) == ("attended", "was there\n\nbrought cake")
    (works,) = store.select(Affiliation)
    assert works == affiliation(ada, one, "Head", is_main=True)
    (tagging,) = store.select(Tagging)
    assert tagging.id == Tagging.derive_id(tag.id, one.id)
    assert [action.owner_organisation_id for action in store.select(Action)] == [one.id]
    assert [talk.organisation_id for talk in store.select(Interaction)] == [one.id]
    assert store.get(Organisation, below.id).parent_id == one.id
    store.undo()
    assert everything(store) == before
    store.redo()
    assert len(store.select(Participation)) == 1


def everything(store: SqliteStore) -> list[Record]:
    kinds = (Organisation, Person, Event, Participation, Affiliation, Tagging, Action, Interaction)
    return [record for kind in kinds for record in store.select(kind)]


def test_head_counts_of_one_event_counted_twice_are_not_added_up(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = Event(id=new_id(), title="Event"), Event(id=new_id(), title="Event")
    add(store, one, other)
    for event, count in ((one, 12), (other, 14)):
        count_id = HeadCount.derive_id(event.id, "on_site", "women")
        add(store, HeadCount(id=count_id, event_id=event.id, group="women", count=count))
    duplicates.join("event", one.id, [other.id])
    assert [(count.event_id, count.count) for count in store.select(HeadCount)] == [(one.id, 14)]


def test_a_total_and_groups_of_one_event_are_not_added_up_either(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = Event(id=new_id(), title="Event"), Event(id=new_id(), title="Event")
    add(store, one, other)
    for event, group, count in ((one, "not_stated", 20), (other, "women", 8), (other, "men", 6)):
        count_id = HeadCount.derive_id(event.id, "on_site", group)
        add(store, HeadCount(id=count_id, event_id=event.id, group=group, count=count))
    duplicates.join("event", one.id, [other.id])
    counts = {count.group: count.count for count in store.select(HeadCount)}
    assert counts == {"women": 8, "men": 6, "not_stated": 6}
    store.undo()
    assert sum(count.count for count in store.select(HeadCount, event_id=one.id)) == 20


def test_a_person_keeps_one_main_organisation(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other = person("Ada"), person("A.")
    here, there = organisation("Here"), organisation("There")
    add(store, one, other, here, there)
    add(store, affiliation(one, here, is_main=True), affiliation(other, there, is_main=True))
    duplicates.join("person", one.id, [other.id])
    assert {(each.organisation_id, each.is_main) for each in store.select(Affiliation)} == {
        (here.id, True),
        (there.id, False),
    }


def test_a_record_never_stands_above_itself(store: SqliteStore, duplicates: DuplicateService) -> None:
    top = organisation("Top")
    one = organisation("One", parent_id=top.id)
    other = organisation("Other", parent_id=one.id)
    add(store, top, one, other)
    duplicates.join("organisation", other.id, [one.id])
    assert store.get(Organisation, other.id).parent_id == top.id
    duplicates.join("organisation", top.id, [other.id])
    assert store.get(Organisation, top.id).parent_id is None


def test_a_circle_of_organisations_is_parted(store: SqliteStore, duplicates: DuplicateService) -> None:
    top = organisation("Top")
    middle = organisation("Middle", parent_id=top.id)
    low = organisation("Low", parent_id=middle.id)
    add(store, top, middle, low)
    duplicates.join("organisation", low.id, [top.id])
    assert store.get(Organisation, middle.id).parent_id == low.id
    assert store.get(Organisation, low.id).parent_id is None


def test_changed_occurrences_of_a_series_are_joined_with_their_people(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    start, ada = "2026-03-02T09:00:00", person()
    one, other = (Event(id=new_id(), title="Weekly", uid="w@x", recurrence="FREQ=WEEKLY") for _ in range(2))
    add(store, one, other, ada)
    moved = [
        Event(
            id=occurrence_id(series.id, start),
            title="Weekly",
            uid="w@x",
            series_event_id=series.id,
            original_start=start,
        )
        for series in (one, other)
    ]
    alone = Event(
        id=occurrence_id(other.id, "2026-03-09T09:00:00"),
        title="Weekly, elsewhere",
        uid="w@x",
        series_event_id=other.id,
        original_start="2026-03-09T09:00:00",
    )
    add(store, *moved, alone, participation(moved[1], ada), participation(alone, ada))
    before = [store.select(Event), store.select(Participation)]
    duplicates.join("event", one.id, [other.id])
    assert {event.id for event in store.select(Event)} == {
        one.id,
        moved[0].id,
        occurrence_id(one.id, alone.original_start),
    }
    assert {came.event_id for came in store.select(Participation)} == {
        moved[0].id,
        occurrence_id(one.id, alone.original_start),
    }
    store.undo()
    assert [store.select(Event), store.select(Participation)] == before


def test_who_was_joined_is_followed_to_who_goes_on(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, two, three = (organisation(f"Org {number}") for number in range(3))
    add(store, one, two, three)
    duplicates.join("organisation", two.id, [one.id])
    duplicates.join("organisation", three.id, [two.id])
    assert duplicates.survivor_of(one.id) == ("organisation", three.id)
    assert duplicates.survivor_of(three.id) is None
    assert store.bin() == []
    store.undo()
    assert duplicates.survivor_of(one.id) == ("organisation", two.id)


def test_the_one_on_which_most_hangs_is_proposed_to_stay(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other, ada = organisation("Uni"), organisation("Uni"), person()
    add(store, one, other, ada)
    add(store, affiliation(ada, other))
    assert duplicates.compare("organisation", [one.id, other.id]).keep == other.id
    assert duplicates.compare("organisation", [one.id, other.id], keep=one.id).keep == one.id


def test_what_cannot_be_joined_is_refused(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other = organisation("Uni"), organisation("Uni")
    add(store, one, other)
    for code, act in (
        ("join_needs_two", lambda: duplicates.join("organisation", one.id, [one.id])),
        ("kind_not_joinable", lambda: duplicates.join("action", one.id, [other.id])),
        ("kind_not_joinable", lambda: duplicates.groups(["action"])),
        ("choice_unknown", lambda: duplicates.join("organisation", one.id, [other.id], {"colour": one.id})),
        ("choice_unknown", lambda: duplicates.join("organisation", one.id, [other.id], {"name": new_id()})),
    ):
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.code == code
    with pytest.raises(RecordNotFound):
        duplicates.join("organisation", one.id, [new_id()])
    assert len(store.select(Organisation)) == 2


def test_a_join_can_be_cancelled_and_keeps_nothing(store: SqliteStore, duplicates: DuplicateService) -> None:
    one, other = organisation("Uni"), organisation("University")
    events = [Event(id=new_id(), title=f"Event {number}") for number in range(120)]
    add(store, one, other, *events)
    add(store, *(participation(event, other) for event in events))

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        duplicates.join("organisation", one.id, [other.id], progress=stop)
    assert len(store.select(Participation, organisation_id=other.id)) == 120


# --- undoing --------------------------------------------------------------------------------------


def test_the_undo_of_a_join_leaves_what_was_written_since_and_the_preview_says_so(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = organisation("Uni", notes="a"), organisation("University", notes="b", country="AT")
    add(store, one, other)
    join = duplicates.join("organisation", one.id, [other.id])
    add(store, replace(store.get(Organisation, one.id), notes="written since"))
    preview = store.preview_undo(join.stamp)
    undone = store.undo_change_set(join.stamp)
    assert [(each.record_id, each.field) for each in preview.obstacles] == [(one.id, "notes")]
    assert undone.skipped == ((Organisation.KIND, one.id, "notes"),)
    assert store.get(Organisation, other.id) == other
    assert store.get(Organisation, one.id) == replace(one, notes="written since")


def test_an_earlier_join_into_the_same_record_is_undone_alone(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, two, three = organisation("One"), organisation("Two"), organisation("Three")
    add(store, one, two, three)
    first = duplicates.join("organisation", one.id, [two.id])
    duplicates.join("organisation", one.id, [three.id])
    assert store.undo_change_set(first.stamp).skipped == ()
    assert {each.name for each in store.select(Organisation)} == {"One", "Two"}


@pytest.mark.parametrize("count", [1, 30])
def test_what_others_went_into_stays_when_its_making_is_undone(
    store: SqliteStore, duplicates: DuplicateService, count: int
) -> None:
    other = organisation("University")
    add(store, other)
    made = [organisation(f"Uni {number}") for number in range(count)]
    with store.unit_of_work() as work:
        work.save_many(made) if count > 1 else work.save(made[0])
        making = work.commit("made")
    join = duplicates.join("organisation", made[0].id, [other.id])
    preview = store.preview_undo(making.stamp)
    undone = store.undo_change_set(making.stamp)
    assert undone.skipped == ((Organisation.KIND, made[0].id, ""),)
    assert [obstacle.later[0].stamp for obstacle in preview.obstacles] == [join.stamp]
    assert [each.id for each in store.select(Organisation)] == [made[0].id]
    store.undo_change_set(join.stamp)
    assert {each.id for each in store.select(Organisation)} == {made[0].id, other.id}


def test_what_comes_out_of_the_bin_belongs_to_what_goes_on(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one, other = Event(id=new_id(), title="Event"), Event(id=new_id(), title="Event")
    ada, home, uni = person(), organisation("Home"), organisation("Uni")
    decision = Decision(id=new_id(), event_id=other.id, text="Go on")
    add(store, one, other, ada, home, uni, decision, participation(other, ada, notes="came"))
    add(store, affiliation(ada, home))
    deletion = DeletionService(store)
    deletion.delete("person", [ada.id])
    deletion.delete("decision", [decision.id])
    duplicates.join("event", one.id, [other.id])
    duplicates.join("organisation", uni.id, [home.id])
    deletion.restore(store.bin())
    assert [each.event_id for each in store.select(Decision)] == [one.id]
    assert store.select(Participation) == [participation(one, ada, notes="came")]
    assert store.select(Affiliation) == [affiliation(ada, uni)]
    store.undo()
    assert {entry.record_id for entry in store.bin()} == {ada.id, decision.id}
    assert store.select(Participation) == []
