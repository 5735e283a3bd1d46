"""Prints a table of what each part costs beside what the libraries alone need for the same work."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType

import tests.bench


def main() -> int:
    """Run all benches, or those whose names contain one of the arguments."""
    wanted = sys.argv[1:]
    rows: list[tuple[str, float, float]] = []
    for module in _benches():
        name = module.__name__.rpartition(".")[2]
        if wanted and not any(word in name for word in wanted):
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows.extend(module.run())
    width = max((len(what) for what, _floor, _ours in rows), default=0)
    print(f"{'what':<{width}}  {'floor':>10}  {'ours':>10}  {'ratio':>6}")
    for what, floor, ours in rows:
        print(f"{what:<{width}}  {_duration(floor):>10}  {_duration(ours):>10}  {ours / floor:>6.2f}")
    return 0


def _benches() -> list[ModuleType]:
    names = sorted(each.name for each in pkgutil.iter_modules(tests.bench.__path__))
    return [importlib.import_module(f"tests.bench.{name}") for name in names if name.startswith("bench_")]


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
