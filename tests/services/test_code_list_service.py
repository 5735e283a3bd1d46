"""Values of code lists: added, called otherwise, merged, retired; what is used never vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.codes import CodeList
from capadesk.domain.errors import Cancelled, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import CodeItem, Event, Organisation, Participation, Person
from capadesk.services.code_list_service import EDITABLE_LISTS, CodeValue
from capadesk.services.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.store.close()


def value(desk: Desk, code_list: str, code: str) -> CodeValue:
    return next(each for each in desk.code_lists.values(code_list) if each.item.code == code)


def save(desk: Desk, *records: object) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)  # type: ignore[arg-type]
        work.commit("Added")


def participation(event: Event, person: Person, role: str) -> Participation:
    link = Participation.derive_id(event.id, person.id, None, role)
    return Participation(id=link, event_id=event.id, person_id=person.id, role=role)


def test_a_new_value_stands_last_and_is_offered(desk: Desk):
    desk.code_lists.add(CodeList.EVENT_KIND, "  Hackathon für Städte ", "event")
    added = desk.code_lists.values(CodeList.EVENT_KIND)[-1]
    assert (added.label, added.item.code, added.item.family) == (
        "Hackathon für Städte",
        "hackathon_fur_stadte",
        "event",
    )
    desk.code_book.reload()
    assert desk.code_book.items(CodeList.EVENT_KIND)[-1].label == "Hackathon für Städte"


def test_two_desks_that_add_the_same_value_have_one(desk: Desk, tmp_path: Path):
    other = open_desk(str(tmp_path / "other.db"), language="en", author="Bo")
    for each in (desk, other):
        each.code_lists.add(CodeList.HELIX, "Faith community")
    ids = {each.code_lists.values(CodeList.HELIX)[-1].item.id for each in (desk, other)}
    other.store.close()
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("label", "code"), [("", "label_missing"), ("x" * 81, "label_too_long"), ("wörkshop", "label_taken")]
)
def test_a_label_that_cannot_be_is_refused(desk: Desk, label: str, code: str):
    with pytest.raises(UserError) as caught:
        desk.code_lists.add(CodeList.EVENT_KIND, label)
    assert caught.value.code == code


def test_a_renamed_value_reads_so_everywhere_and_undo_brings_the_old_name_back(desk: Desk):
    workshop = value(desk, CodeList.EVENT_KIND, "workshop").item
    desk.code_lists.rename(workshop.id, "Atelier")
    desk.code_book.reload()
    assert desk.code_book.label(CodeList.EVENT_KIND, "workshop") == "Atelier"
    desk.store.undo()
    desk.code_book.reload()
    assert desk.code_book.label(CodeList.EVENT_KIND, "workshop") == "Workshop"


def test_a_retired_value_stays_readable_and_can_come_back(desk: Desk):
    item = value(desk, CodeList.HELIX, "media").item
    desk.code_lists.retire(item.id)
    desk.code_book.reload()
    assert "media" not in [each.code for each in desk.code_book.items(CodeList.HELIX)]
    assert desk.code_book.label(CodeList.HELIX, "media") == item.label
    desk.code_lists.bring_back(item.id)
    desk.code_book.reload()
    assert "media" in [each.code for each in desk.code_book.items(CodeList.HELIX)]


def test_what_rules_depend_on_can_be_renamed_only(desk: Desk):
    held = value(desk, CodeList.EVENT_STATUS, "held")
    planned = value(desk, CodeList.EVENT_STATUS, "planned")
    assert held.is_ruled
    for act in (
        lambda: desk.code_lists.retire(held.item.id),
        lambda: desk.code_lists.remove(held.item.id),
        lambda: desk.code_lists.merge(held.item.id, planned.item.id),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "code_ruled"
    assert desk.code_lists.rename(held.item.id, "Took place")


def test_a_used_value_does_not_vanish_even_if_only_the_bin_uses_it(desk: Desk):
    event = Event(id=new_id(), title="A", kind="forum")
    save(desk, event)
    desk.deletion.delete("event", [event.id])
    forum = value(desk, CodeList.EVENT_KIND, "forum")
    assert forum.uses == 1
    with pytest.raises(UserError) as caught:
        desk.code_lists.remove(forum.item.id)
    assert caught.value.code == "code_used"


def test_a_value_that_nothing_uses_goes_into_the_bin(desk: Desk):
    desk.code_lists.add(CodeList.HELIX, "Faith community")
    desk.code_lists.remove(value(desk, CodeList.HELIX, "faith_community").item.id)
    assert "faith_community" not in [each.item.code for each in desk.code_lists.values(CodeList.HELIX)]
    desk.store.undo()
    assert value(desk, CodeList.HELIX, "faith_community")


def test_merged_values_leave_one_and_undo_parts_them_again(desk: Desk):
    events = [Event(id=new_id(), title=str(number), kind="forum") for number in range(5)]
    save(desk, *events)
    forum, seminar = (value(desk, CodeList.EVENT_KIND, code) for code in ("forum", "seminar"))
    desk.code_lists.merge(forum.item.id, seminar.item.id)
    assert {event.kind for event in desk.store.select(Event)} == {"seminar"}
    assert value(desk, CodeList.EVENT_KIND, "forum").item.is_retired
    desk.store.undo()
    assert {event.kind for event in desk.store.select(Event)} == {"forum"}
    assert not value(desk, CodeList.EVENT_KIND, "forum").item.is_retired


def test_merging_a_role_carries_the_links_over_without_doubling_them(desk: Desk):
    event, ann, bea = Event(id=new_id(), title="A"), *(Person(id=new_id(), family_name=n) for n in "AB")
    desk.code_lists.add(CodeList.PARTICIPATION_ROLE, "Rapporteur")
    save(
        desk,
        event,
        ann,
        bea,
        participation(event, ann, "rapporteur"),
        participation(event, bea, "rapporteur"),
        participation(event, bea, "speaker"),
    )
    rapporteur = value(desk, CodeList.PARTICIPATION_ROLE, "rapporteur").item
    speaker = value(desk, CodeList.PARTICIPATION_ROLE, "speaker").item
    desk.code_lists.merge(rapporteur.id, speaker.id)
    found = desk.store.select(Participation)
    assert sorted((str(each.person_id), each.role) for each in found) == sorted(
        [(str(ann.id), "speaker"), (str(bea.id), "speaker")]
    )
    desk.store.undo()
    assert len(desk.store.select(Participation)) == 3


def test_merging_flags_keeps_each_once(desk: Desk):
    save(desk, Organisation(id=new_id(), name="Bank", flags=("start_up", "financier")))
    start_up, financier = (
        value(desk, CodeList.ORGANISATION_FLAG, code).item for code in ("start_up", "financier")
    )
    desk.code_lists.merge(start_up.id, financier.id)
    assert [each.flags for each in desk.store.select(Organisation)] == [("financier",)]


def test_a_cancelled_merge_changes_nothing(desk: Desk):
    save(desk, Event(id=new_id(), title="A", kind="forum"))
    forum, seminar = (value(desk, CodeList.EVENT_KIND, code).item for code in ("forum", "seminar"))

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        desk.code_lists.merge(forum.id, seminar.id, cancel)
    assert [event.kind for event in desk.store.select(Event)] == ["forum"]


def test_values_are_moved_within_their_list(desk: Desk):
    before = [each.item.code for each in desk.code_lists.values(CodeList.ACTION_PRIORITY)]
    second = value(desk, CodeList.ACTION_PRIORITY, before[1]).item
    desk.code_lists.move(second.id, -1)
    after = [each.item.code for each in desk.code_lists.values(CodeList.ACTION_PRIORITY)]
    assert after == [before[1], before[0], *before[2:]]
    desk.code_lists.move(second.id, -1)
    assert [each.item.code for each in desk.code_lists.values(CodeList.ACTION_PRIORITY)] == after


def test_the_last_value_of_a_list_stays(desk: Desk):
    items = desk.code_lists.values(CodeList.LAWFUL_BASIS)
    for each in items[:-1]:
        desk.code_lists.retire(each.item.id)
    with pytest.raises(UserError) as caught:
        desk.code_lists.retire(items[-1].item.id)
    assert caught.value.code == "last_code"


def test_every_editable_list_has_values(desk: Desk):
    assert [each for each in EDITABLE_LISTS if not desk.store.select(CodeItem, code_list=each)] == []
