"""Why records may be the same, and what was said of them, is read in words."""

from __future__ import annotations

from capadesk.domain.identity import new_id
from capadesk.domain.records import Organisation, Pair
from capadesk.services.desk import Desk
from capadesk.services.merging.duplicate_service import Reason
from capadesk.services.ports import LikenessReason, Sureness
from capadesk.ui.common.wording.likeness_words import likeness_text, sureness_text
from capadesk.ui.common.wording.value_words import ValueWords


def test_every_reason_and_every_sureness_is_worded() -> None:
    texts = {likeness_text(Reason(code, Sureness.SURE, "x")) for code in LikenessReason}
    assert len(texts) == len(LikenessReason)
    assert {sureness_text(each) for each in Sureness} == {"sure", "likely", "possible"}


def test_a_pair_reads_by_both_records_and_what_was_said(desk: Desk) -> None:
    one, other = (Organisation(id=new_id(), name=name) for name in ("Uni", "University"))
    with desk.store.unit_of_work() as work:
        work.save(one)
        work.save(other)
        work.commit("added")
    done = desk.duplicates.join("organisation", one.id, [other.id])
    (change,) = (change for change in done.changes if change.kind == Pair.KIND)
    words = ValueWords(desk)
    words.know_all_of(done.changes)
    assert {words.name(Pair.KIND, change.record_id), words.detail(Pair.KIND, change.record_id)} == {
        "Uni",
        "University",
    }
    said = {name: words.text(Pair.KIND, name, field.after) for name, field in change.fields.items()}
    assert said == {
        "record_kind": "Organisation",
        "first_id": "Uni",
        "second_id": "University",
        "verdict": "the same; the first one stays",
    }
