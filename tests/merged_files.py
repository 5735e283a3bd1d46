"""A whole data file merged as the program does it: opened to look, what is taken of it checked."""

from __future__ import annotations

from pathlib import Path

from capadesk.bootstrap import merge_source
from capadesk.services.ports import MergeResult, ProgressCallback, Store


def merge_file(store: Store, path: Path | str, progress: ProgressCallback | None = None) -> MergeResult:
    """Take what is new in a data file into a store."""
    with merge_source(Path(path)) as incoming:
        return store.merge_changes(incoming, progress=progress)
