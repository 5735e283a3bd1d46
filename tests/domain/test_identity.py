import threading
import time
from uuid import NAMESPACE_DNS, RFC_4122, uuid4, uuid5

from capadesk.domain.identity import (
    CAPADESK_NAMESPACE,
    imported_id,
    link_id,
    new_id,
    occurrence_id,
    shipped_id,
)
from capadesk.domain.records import Affiliation, HeadCount, Participation, Tagging


def test_new_ids_rise_even_within_one_millisecond():
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(ids)
    assert [one.bytes for one in ids] == sorted(one.bytes for one in ids)
    assert len(set(ids)) == len(ids)


def test_new_ids_carry_version_variant_and_time_as_rfc_9562_says():
    before = time.time_ns() // 1_000_000
    one = new_id()
    after = time.time_ns() // 1_000_000
    assert (one.version, one.variant) == (7, RFC_4122)
    assert before <= one.int >> 80 <= after + 20  # earlier tests may have run ahead of the clock by a little


def test_the_random_part_of_new_ids_differs():
    tails = {new_id().int & (1 << 62) - 1 for _ in range(1_000)}
    assert len(tails) == 1_000


def test_threads_never_make_the_same_id():
    made: list[list[object]] = [[] for _ in range(4)]

    def make(mine):
        mine.extend(new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for mine in made for one in mine}) == 8_000
    assert all(mine == sorted(mine, key=str) for mine in made)


def test_derived_ids_are_version_5_and_the_same_on_every_desk():
    event, person = uuid4(), uuid4()
    for make in (
        lambda: shipped_id("event_kind", "workshop"),
        lambda: link_id("participation", event, person, "speaker"),
        lambda: imported_id("event", "row 3"),
        lambda: occurrence_id(event, "2024-10-17T09:30"),
        lambda: Tagging.derive_id(event, person),
        lambda: Affiliation.derive_id(event, person, "Head of unit"),
        lambda: HeadCount.derive_id(event, "remote", "women"),
        lambda: Participation.derive_id(event, person, None, "speaker"),
    ):
        assert make() == make()
        assert (make().version, make().variant) == (5, RFC_4122)


def test_a_released_derived_id_never_changes():
    assert str(shipped_id("event_kind", "workshop")) == str(
        uuid5(CAPADESK_NAMESPACE, "shipped\x1fevent_kind\x1fworkshop")
    )
    assert str(CAPADESK_NAMESPACE) == "6f9d3c1e-5b0a-5c41-9a53-ca9ade5c0001"


def test_derived_ids_of_different_things_differ():
    one, other = uuid5(NAMESPACE_DNS, "one"), uuid5(NAMESPACE_DNS, "other")
    ids = [
        shipped_id("a", "bc"),
        shipped_id("ab", "c"),
        imported_id("a", "bc"),
        link_id("a", "bc"),
        link_id("a", "b", "c"),
        link_id("a", one, other),
        link_id("a", other, one),
        link_id("a", one, None),
        link_id("a", one),
        occurrence_id(one, "2024-10-17"),
        occurrence_id(one, "2024-10-18"),
        occurrence_id(other, "2024-10-17"),
    ]
    assert len(set(ids)) == len(ids)


def test_one_person_has_one_participation_for_each_role_whoever_they_come_for():
    event, person, organisation = uuid4(), uuid4(), uuid4()
    derive = Participation.derive_id
    assert derive(event, person, organisation, "speaker") == derive(event, person, None, "speaker")
    assert derive(event, person, None, "speaker") != derive(event, person, None, "chair")
    assert derive(event, None, organisation, "speaker") != derive(event, person, organisation, "speaker")
