"""A package is read by docs/package-format.md alone: with unzip, sha256sum and a reader of JSON."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.records import Event, Organisation, Person
from capadesk.domain.when import When
from capadesk.domain.withheld_names import KEPT, WITHHELD
from capadesk.services.desk import Desk
from tests.formats import page_reader
from tests.formats.page_reader import PAGE, documented_fields, table

needs_unzip = pytest.mark.skipif(
    not (shutil.which("unzip") and shutil.which("sha256sum")), reason="unzip and sha256sum are not there"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path_factory.mktemp("desk") / "desk.db"), author="Ann")
    opened.sample.add_sample()
    _work_on(opened)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def package(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "NAME.capadesk"
    desk.packages.export(path)
    return path


@pytest.fixture(scope="module")
def nameless(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "NAME.capadesk"
    desk.packages.export(path, without_names=True)
    return path


def _work_on(desk: Desk) -> None:
    """Changes of every sort: made, changed, deleted, undone, in bulk."""
    from dataclasses import replace

    store = desk.store
    events = store.select(Event)
    with store.unit_of_work() as work:
        work.save(replace(events[0], title="Łódź \u2028 “ß” 🙂", when=When.months(2026, 3)))
        work.save(replace(events[1], when=When.years(2025, 2026), notes="line\nline"))
        work.commit("Changed “{name}”", name="two")
    with store.unit_of_work() as work:
        work.save(replace(store.get(Event, events[0].id), venue="Hall"))
        work.commit("Changed “{name}”", name="one")
    store.undo()
    person = Person(id=events[0].id, given_name="Zoë", family_name="Vanished")
    with store.unit_of_work() as work:
        work.save(person)
        work.commit("Added “{name}”", name="Zoë")
    with store.unit_of_work() as work:
        work.delete(Person, person.id)
        work.commit("Deleted “{name}”", name="Zoë")
    desk.sample.add_scaled(20, 10, 30, 7)
    store.undo()
    store.redo()


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_bytes().splitlines() if line]


def unzipped(package: Path, folder: Path) -> Path:
    subprocess.run(["unzip", "-q", str(package), "-d", str(folder)], check=True)
    return folder


def plain(value: Any) -> Any:
    """A field's value as JSON by the page's table of values."""
    if isinstance(value, When):
        return [value.precision.value, value.start_text, value.end_text, value.zone]
    if hasattr(value, "hex") and hasattr(value, "bytes"):
        return value.hex
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def test_the_table_of_records_names_every_kind_every_field_and_every_default() -> None:
    documented, references = documented_fields()
    assert documented.keys() == RECORD_TYPES.keys()
    for kind, record_type in RECORD_TYPES.items():
        infos = {name: info for name, info in fields_of(record_type).items() if not info.is_publication}
        assert documented[kind].keys() - {"deleted"} == infos.keys()
        for name, info in infos.items():
            assert references.get((kind, name)) == info.refers_to
            has_default = info.type is not str or info.default is not None
            if has_default:
                assert documented[kind][name] == plain(info.default), (kind, name)


def test_every_field_either_leaves_or_is_withheld_and_the_page_says_which() -> None:
    listed = table("Without names")
    for kind, record_type in RECORD_TYPES.items():
        infos = fields_of(record_type)
        registers = {name for name, info in infos.items() if not info.is_publication}
        assert WITHHELD[kind] | KEPT[kind] == registers
        assert not WITHHELD[kind] & KEPT[kind]
        said = set(re.findall(r"`([a-z_]+)`", listed[kind][0])) if kind in listed else set()
        assert said == WITHHELD[kind], kind


@needs_unzip
def test_the_checks_of_the_page_are_right(package: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    commands = [re.sub(r"^  ", "", block, flags=re.MULTILINE) for block in blocks]
    parts = subprocess.run(
        ["bash", "-ec", commands[0].replace("NAME.capadesk", str(package))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert parts.returncode == 0, parts.stderr
    assert parts.stdout.count(": OK") == 4
    whole = subprocess.run(
        ["bash", "-ec", commands[1].replace("NAME.capadesk", str(package))],
        capture_output=True,
        text=True,
        check=True,
    )
    comment = subprocess.run(["unzip", "-z", str(package)], capture_output=True, text=True, check=True)
    assert f"capadesk sha256 {whole.stdout.split()[0]}" in comment.stdout


@needs_unzip
def test_the_example_of_the_page_lists_all_titles(desk: Desk, package: Path, tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shutil.copy(package, tmp_path / "NAME.capadesk")
    done = subprocess.run(
        ["python3", "-X", "utf8", "-c", example],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for event in desk.store.select(Event):
        assert event.title in done.stdout


def test_the_records_are_complete_by_the_rules_of_the_page(desk: Desk, package: Path) -> None:
    found = page_reader.read(package)
    expected = {
        (kind, record.id.hex): {
            name: plain(getattr(record, name))
            for name, info in fields_of(record_type).items()
            if not info.is_publication
        }
        for kind, record_type in RECORD_TYPES.items()
        for record in desk.store.select(record_type)
    }
    assert found.live.keys() == expected.keys()
    assert {key: {**record, "deleted": ""} for key, record in expected.items()} == found.live
    sequences = {event.id.hex: event.sequence for event in desk.store.select(Event)}
    assert max(sequences.values()) > 1
    assert {key[1]: found.sequences[key] for key in found.live if key[0] == "event"} == sequences


def test_an_older_reader_of_the_page_keeps_kinds_and_fields_that_it_does_not_know(
    package: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.capadesk"
    stamp = "f" * 28
    strange = {
        "stamp": stamp,
        "kind": "boat",
        "id": "1" * 32,
        "new": True,
        "fields": {"sail": {"after": [1]}},
    }
    event: dict[str, Any] = {}
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "changes.jsonl":
                event = json.loads(next(line for line in data.splitlines() if b'"kind":"event"' in line))
                field = {"colour": {"before": "", "after": "red", "overwrote": [event["stamp"]]}}
                line = {"stamp": stamp, "kind": "event", "id": event["id"], "fields": field}
                data += b"".join(json.dumps(each).encode() + b"\n" for each in (strange, line))
            new.writestr(name, data)
    found = page_reader.read(newer)
    assert found.live["boat", "1" * 32]["sail"] == [1]
    assert found.live["event", event["id"]]["colour"] == "red"


@needs_unzip
def test_the_manifest_says_what_the_page_says(package: Path, tmp_path: Path) -> None:
    folder = unzipped(package, tmp_path / "content")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.keys() == table("manifest.json").keys()
    for name, heading in (("change_sets.jsonl", "change_sets.jsonl"), ("changes.jsonl", "changes.jsonl")):
        keys = {key for line in lines(folder, name) for key in line}
        assert keys <= table(heading).keys()
    assert manifest["counts"]["changes"] == len(lines(folder, "changes.jsonl"))
    assert manifest["counts"]["change_sets"] == len(lines(folder, "change_sets.jsonl"))
    assert manifest["counts"]["shipped"] == len(lines(folder, "shipped.jsonl"))
    assert manifest["since"] == ""


@needs_unzip
def test_without_names_nothing_that_is_withheld_is_anywhere_in_the_package(
    desk: Desk, nameless: Path, tmp_path: Path
) -> None:
    folder = unzipped(nameless, tmp_path / "content")
    everything = b"".join(path.read_bytes() for path in folder.iterdir()).decode()
    people = desk.store.select(Person)
    assert people
    for person in people:
        for text in (f'"{person.family_name}"', person.email, person.phone, person.notes):
            assert len(text) < 3 or text not in everything
    assert "Vanished" not in everything
    for organisation in desk.store.select(Organisation):
        assert json.dumps(organisation.name, ensure_ascii=False) in everything
    for line in lines(folder, "changes.jsonl"):
        assert not line["fields"].keys() & WITHHELD[line["kind"]]
        assert set(line.get("withheld", ())) <= WITHHELD[line["kind"]]
    for line in lines(folder, "change_sets.jsonl"):
        assert (line["author"], line["label_data"]) == ("", {})
    keys = {key for line in lines(folder, "changes.jsonl") for key in line}
    assert {"pseudonym", "withheld"} <= keys <= table("changes.jsonl").keys()
