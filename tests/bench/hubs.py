"""Forty desks flow into one hub, in two orders: equal hubs? How long does each merge take as the hub grows?

`python -m tests.bench.hubs [--desks 40] [--events 2000] [--people 1000] [--attendance 50000] [--folder DIR]`

Desks share a national desk's records, a list that each imports by itself, and what they took over from each
other; they edit, delete and undo in all of it. Each hub gets data files and packages, whole or in parts, some
twice, some in the wrong order. Exit status 1 if the hubs differ. At full size it takes twenty minutes and
8 GB. What is made in `--folder` stays there, and its desks are taken again next time; without it a temporary
folder is made and removed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import NamedTuple

from capadesk.bootstrap import open_desk
from capadesk.storage.sqlite_store import SqliteStore
from tests.bench.bench_merge import bare_merge
from tests.bench.hub_desks import Sending, Size, sendings
from tests.bench.hub_differences import counts, differences
from tests.merged_files import merge_file

_MIB = 1024


class Merged(NamedTuple):
    """One file merged: seconds without opening the hub, and the hub's size in bytes afterwards."""

    name: str
    seconds: float
    change_sets: int
    contradictions: int
    size: int


def fill(hub: Path, parts: Sequence[Path]) -> tuple[list[Merged], int]:
    """Merge the files into a new hub, one after the other; also the process's peak of memory in MiB."""
    desk = open_desk(str(hub), language="en", author="hub")
    found = []
    for part in parts:
        begin = time.perf_counter()
        result = desk.packages.merge(part, with_records=False).result
        seconds = time.perf_counter() - begin
        size = sum(path.stat().st_size for path in hub.parent.glob(f"{hub.name}*"))
        found.append(Merged(part.name, seconds, result.change_sets, result.conflicts, size))
    desk.store.close()
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB


def in_some_order(sent: Sequence[Sending], seed: int) -> list[Path]:
    """The files of all desks in an order of chance; a part may be far from the other."""
    chance = Random(seed)
    desks = list(sent)
    chance.shuffle(desks)
    placed: list[tuple[float, Path]] = []
    for place, sending in enumerate(desks):
        for later, part in enumerate(sending.parts(chance)):
            placed.append((place + later * chance.choice((0.1, 5.0)), part))
    return [part for _place, part in sorted(placed)]


def main() -> int:
    """Make the desks, fill both hubs and the bare one, compare, print."""
    options = _options()
    size = Size(options.events, options.people, options.attendance)
    with ExitStack() as stack:
        folder = Path(options.folder or stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        for old in (*folder.glob("hub-*.db*"), *folder.glob("bare.db*")):
            old.unlink()
        sent: list[Sending] = []
        begin = time.perf_counter()
        for sending in sendings(folder, options.desks, size):
            sent.append(sending)
            print(f"\rdesk {len(sent)} of {options.desks} made", end="", file=sys.stderr, flush=True)
        print(f"\ndesks made in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
        floors = _floors(folder / "bare.db", [sending.data_file for sending in sent])
        hubs = [folder / f"hub-{number}.db" for number in (1, 2)]
        for number, hub in enumerate(hubs, 1):
            print(f"\nhub {number}", flush=True)
            with multiprocessing.get_context("spawn").Pool(1) as process:
                merged, peak = process.apply(fill, (hub, in_some_order(sent, number)))
            _print_merges(merged, floors)
            print(f"memory at most {peak} MiB; {_nothing_new(hub, sent)}", flush=True)
        print("\nrows", counts(hubs[0]))
        problems = [str(problem) for hub in hubs for problem in _problems(hub)]
        found = [*problems, *differences(*hubs)]
        print("\n".join(found) or "the hubs are equal and sound", flush=True)
        return 1 if found else 0


def _floors(bare: Path, data_files: Sequence[Path]) -> list[float]:
    """Bare SQL for the rows of each desk into a file that grows alike."""
    SqliteStore.create(bare, author="bare").close()
    found = []
    for data_file in data_files:
        begin = time.perf_counter()
        bare_merge(bare, data_file)
        found.append(time.perf_counter() - begin)
    return found


def _print_merges(merged: Sequence[Merged], floors: Sequence[float]) -> None:
    tenth = max(1, len(merged) // 10)
    floor = sum(floors)
    print(f"{'file':28} {'s':>7} {'ChangeSets':>10} {'contradictions':>14} {'hub MB':>7}")
    for number, each in enumerate(merged):
        if number % tenth == 0 or number == len(merged) - 1 or each.seconds > 3 * floor / len(floors):
            print(
                f"{each.name:28} {each.seconds:7.2f} {each.change_sets:10} {each.contradictions:14}"
                f" {each.size / 1e6:7.0f}"
            )
    total = sum(each.seconds for each in merged)
    print(
        f"{len(merged)} merges in {total:.1f} s; bare SQL for the desks {floor:.1f} s: {total / floor:.2f}x"
    )
    whole = [each for each in merged if each.change_sets and not {"early", "since"} & set(_words(each.name))]
    for what, part in (("first", whole[: len(whole) // 4]), ("last", whole[-len(whole) // 4 :])):
        if part:
            seconds = sum(each.seconds for each in part) / len(part)
            print(f"  {what} quarter of whole files: {seconds:.2f} s each")
    quarter = max(1, len(floors) // 4)
    for what, times in (("first", floors[:quarter]), ("last", floors[-quarter:])):
        print(f"  {what} quarter of bare SQL: {sum(times) / len(times):.2f} s each")


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name)


def _nothing_new(hub: Path, sent: Sequence[Sending]) -> str:
    """All data files once more."""
    store = SqliteStore.open(hub, author="hub")
    seconds = []
    for sending in sent:
        begin = time.perf_counter()
        result = merge_file(store, sending.data_file)
        seconds.append(time.perf_counter() - begin)
        assert (result.created, result.updated, result.change_sets) == (0, 0, 0)
    store.close()
    seconds.sort()
    return f"nothing new: {seconds[len(seconds) // 2] * 1e3:.1f} ms, at most {seconds[-1] * 1e3:.1f} ms"


def _problems(hub: Path) -> list[object]:
    store = SqliteStore.open(hub, author="hub")
    found = [*store.check(), *store.waiting()]
    store.close()
    return list(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hubs")
    parser.add_argument("--desks", type=int, default=40)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--attendance", type=int, default=50_000)
    parser.add_argument("--folder", help="where the files are made and stay")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
