"""Measures the history of a long-lived file: `python -m tests.bench.history_figures [CHANGES]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Person
from capadesk.services.desk import Desk
from capadesk.services.ports import HistoryFilter, Whose
from capadesk.ui.history.history_presenter import HistoryPresenter

_EVENTS = 500
_IMPORTED = 10_000


def main() -> None:
    """Fill a file by its public store, then print what reading takes, in milliseconds."""
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(str(Path(folder) / "history.db"), language="en", author="Ada")
        try:
            _fill(desk, changes)
            _measure(desk)
        finally:
            desk.store.close()


def _fill(desk: Desk, changes: int) -> None:
    store = desk.store
    with store.unit_of_work() as work:
        work.save_many(Person(id=new_id(), family_name=f"Person {number}") for number in range(_IMPORTED))
        work.commit("import", file="people.xlsx")
    connection: Any = store.connection()  # type: ignore[attr-defined]
    connection.exec_driver_sql("PRAGMA synchronous=OFF")
    events = [Event(id=new_id(), title=f"Event {number}") for number in range(_EVENTS)]
    for number in range(changes):
        event = replace(events[number % _EVENTS], venue=f"Room {number}", notes="met " * (number % 40))
        events[number % _EVENTS] = event
        with store.unit_of_work() as work:
            work.save(event)
            work.commit("Changed “{name}”", name=event.title)


def _measure(desk: Desk) -> None:
    store, presenter = desk.store, HistoryPresenter(desk)
    everything = store.find_history(HistoryFilter(), 1_000_000)
    newest, oldest = everything[0].stamp, everything[-1].stamp
    middle = everything[len(everything) // 2].stamp
    event = store.record_changes(middle)[0]
    record = (event.kind, event.record_id)
    rows: tuple[tuple[str, Callable[[], object]], ...] = (
        ("first page, worded", lambda: [presenter.row(e) for e in presenter.question(None)()]),
        ("a page in the middle", presenter.question(middle)),
        ("others' (none)", lambda: store.find_history(HistoryFilter(whose=Whose.OTHERS))),
        ("words found often", lambda: store.find_history(HistoryFilter("event ada"))),
        ("words found nowhere", lambda: store.find_history(HistoryFilter("zzz"))),
        ("the history of one record", lambda: store.find_history(HistoryFilter(record=record))),
        ("one change, field by field", presenter.details(middle, 0)),
        (f"import of {_IMPORTED}: first page", presenter.details(oldest, 0)),
        (f"import of {_IMPORTED}: last page", presenter.details(oldest, _IMPORTED - 50)),
        ("preview: undo the newest", lambda: store.preview_undo(newest)),
        ("preview: undo from the middle", lambda: store.preview_undo(middle)),
        (f"preview: undo an import of {_IMPORTED}", lambda: store.preview_undo(oldest)),
    )
    print(f"{len(everything)} changes, milliseconds (median of 5)")
    for what, act in rows:
        print(f"  {what:40}{_milliseconds(act):10.1f}")
    print(f"  {f'undo an import of {_IMPORTED}':40}{_once(lambda: store.undo_change_set(oldest)):10.1f}")


def _once(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def _milliseconds(act: Callable[[], object]) -> float:
    return median(_once(act) for _run in range(5))


if __name__ == "__main__":
    main()
