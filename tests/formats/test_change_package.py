"""Packages that were damaged, forged or cut are recognised, each with its own reason."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import UnreadableFile, UserError
from capadesk.domain.replica_state import parse_state
from capadesk.formats.packages import package_zip
from capadesk.formats.packages.change_package_reader import ChangePackageReader
from capadesk.formats.packages.change_package_writer import ChangePackageWriter
from capadesk.services.desk import Desk
from capadesk.services.ports import IncomingChanges
from capadesk.services.ports.change_package import PackageSender

SENDER = PackageSender("Ann", "Our hub", "IT")
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path_factory.mktemp("desk") / "desk.db"), author="Ann")
    opened.sample.add_sample()
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def package(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "a.capadesk"
    desk.packages.export(path)
    return path


def read_all(path: Path) -> int:
    """Open a package and read every change; how many ChangeSets."""
    opened = ChangePackageReader().open(path)
    try:
        list(opened.shipped())
        return sum(1 for _ in opened.change_sets({}))
    finally:
        opened.close()


def refusal(path: Path) -> UnreadableFile:
    """Why a package is refused, while it is opened or read."""
    with pytest.raises(UnreadableFile) as caught:
        read_all(path)
    assert caught.value.data["file"] == str(path)
    return caught.value


def reason(path: Path) -> str:
    return str(refusal(path).data["reason"])


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(path: Path, parts: Parts, *, relisted: bool = True, twice: str = "") -> Path:
    """A package of these parts, sealed; with `relisted` its manifest fits them."""
    if relisted:
        manifest = json.loads(parts["manifest.json"])
        manifest["files"] = [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in parts.items()
            if name != "manifest.json"
        ]
        parts = {**parts, "manifest.json": json.dumps(manifest).encode()}
    with path.open("w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
            if twice:
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr(twice, b"")
        end_at = file.tell() - 22
        file.seek(0)
        body = file.read()
        digest = hashlib.sha256(body[:end_at]).hexdigest()
        file.seek(end_at)
        file.write(body[end_at:-2] + struct.pack("<H", 80) + b"capadesk sha256 " + digest.encode())
    return path


def with_manifest(parts: Parts, **changed: Any) -> Parts:
    return {**parts, "manifest.json": json.dumps({**json.loads(parts["manifest.json"]), **changed}).encode()}


def with_first_change(parts: Parts, change: Callable[[dict[str, Any]], object]) -> Parts:
    first, _, rest = parts["changes.jsonl"].partition(b"\n")
    line = json.loads(first)
    change(line)
    return {**parts, "changes.jsonl": json.dumps(line).encode() + b"\n" + rest}


# --- what is right --------------------------------------------------------------------------------


def test_what_is_written_is_read_back_and_written_again_to_the_same_bytes(
    desk: Desk, package: Path, tmp_path: Path
) -> None:
    again, read = tmp_path / "again.capadesk", tmp_path / "read.capadesk"
    desk.packages.export(again)
    assert again.read_bytes() == package.read_bytes()
    opened = ChangePackageReader().open(package)
    summary = opened.summary
    program = json.loads(parts_of(package)["manifest.json"])["program"].removeprefix("CapaDesk ")
    ChangePackageWriter(program).write(read, opened, summary.sender)
    opened.close()
    assert read.read_bytes() == package.read_bytes()


def test_a_package_without_changes_is_one_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "none.capadesk"
    summary = desk.packages.export(path, since=desk.packages.since_of(desk.packages.state()))
    assert (summary.change_sets, summary.changes) == (0, 0)
    assert read_all(path) == 0


def test_forged_by_its_own_rules_a_package_is_read(package: Path, tmp_path: Path) -> None:
    assert read_all(forged(tmp_path / "same.capadesk", parts_of(package))) == 1


def test_keys_and_files_of_a_later_minor_version_are_left_aside(package: Path, tmp_path: Path) -> None:
    parts = with_manifest(parts_of(package), version="1.9", mood="fine")
    parts = with_first_change(parts, lambda line: line.update(weather="sunny"))
    parts["weather.jsonl"] = b"{}\n"
    assert read_all(forged(tmp_path / "later.capadesk", parts)) == 1


def test_kinds_and_fields_of_a_newer_program_pass_as_they_are(package: Path, tmp_path: Path) -> None:
    def newer(line: dict[str, Any]) -> None:
        line["fields"]["shoe_size"] = {"after": {"eu": 42}}

    parts = with_first_change(parts_of(package), newer)
    opened = ChangePackageReader().open(forged(tmp_path / "newer.capadesk", parts))
    (entry,) = opened.change_sets({})
    opened.close()
    columns = [block.body["columns"] for block in entry.blocks if "shoe_size" in block.body["columns"]]
    payloads = [json.loads(change.payload)["f"] for change in entry.changes]
    values = [each["shoe_size"][0] for each in columns]
    values += [each["shoe_size"][1] for each in payloads if "shoe_size" in each]
    assert values == [{"eu": 42}]


# --- damaged by accident --------------------------------------------------------------------------


def test_a_flipped_byte_anywhere_is_recognised(package: Path, tmp_path: Path) -> None:
    whole = package.read_bytes()
    size = len(whole)
    places = {
        0,
        1,
        2,
        3,
        4,
        size - 1,
        size - 64,
        size - 80,
        size - 81,
        size - 82,
        *range(size - 102, size - 80),
    }
    places |= set(random.Random(4).sample(range(size), 200))
    damaged = tmp_path / "damaged.capadesk"
    for place in sorted(places):
        for flip in (0x01, 0x20):
            content = bytearray(whole)
            content[place] ^= flip
            damaged.write_bytes(content)
            assert reason(damaged) in {"package_damaged", "not_a_package", "truncated"}, place


def test_a_package_cut_anywhere_is_recognised(package: Path, tmp_path: Path) -> None:
    whole = package.read_bytes()
    cut = tmp_path / "cut.capadesk"
    for length in (1, 3, 4, 50, 101, 102, 103, len(whole) // 2, len(whole) - 60, len(whole) - 1):
        cut.write_bytes(whole[:length])
        assert reason(cut) in {"truncated", "not_a_package", "package_damaged"}, length
    cut.write_bytes(whole[: len(whole) // 2])
    assert reason(cut) == "truncated"
    cut.write_bytes(whole + b"\n")
    assert reason(cut) in {"truncated", "not_a_package", "package_damaged"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "empty"), (b"hello", "not_a_package"), (b"hello" * 100, "not_a_package")],
)
def test_what_is_no_package_is_told_so(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "none.capadesk"
    path.write_bytes(content)
    assert reason(path) == expected


def test_a_zip_of_another_program_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "other.capadesk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a" * 500)
    assert reason(path) == "not_a_package"


def test_a_file_that_is_not_there_or_no_file_is_told_so(tmp_path: Path) -> None:
    assert reason(tmp_path / "none.capadesk") == "not_found"
    assert reason(tmp_path) == "not_a_file"


# --- forged ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../x.jsonl", "/etc/passwd", "a\\b", "C:x", "a..b", "ü.jsonl", ".hidden"])
def test_names_that_point_elsewhere_are_refused(name: str, package: Path, tmp_path: Path) -> None:
    path = forged(tmp_path / "names.capadesk", {**parts_of(package), name: b"x"})
    assert reason(path) == "path_in_name"


def test_a_part_twice_is_refused(package: Path, tmp_path: Path) -> None:
    assert reason(forged(tmp_path / "t.capadesk", parts_of(package), twice="README.txt")) == "part_twice"


def test_a_part_that_is_missing_unlisted_or_exchanged_is_refused(package: Path, tmp_path: Path) -> None:
    parts = parts_of(package)
    path = tmp_path / "p.capadesk"
    for name in ("changes.jsonl", "change_sets.jsonl", "shipped.jsonl"):
        less = {key: value for key, value in parts.items() if key != name}
        assert reason(forged(path, less)) == "part_missing"
        assert reason(forged(path, less, relisted=False)) == "part_missing"
        other = parts[name][:-2] + b" \n"
        error = refusal(forged(path, {**parts, name: other}, relisted=False))
        assert (error.data["reason"], error.data["place"]) == ("part_changed", name)
    assert reason(forged(path, {**parts, "more.txt": b""}, relisted=False)) == "part_unknown"
    assert reason(forged(path, {"README.txt": b"hello"}, relisted=False)) == "not_a_package"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_zip, "_SUSPECT_SIZE", 1 << 20)
    path = forged(tmp_path / "bomb.capadesk", {**parts_of(package), "zeros.jsonl": bytes(8 << 20)})
    assert reason(path) == "zip_bomb"


def test_a_part_larger_than_the_directory_claims_gives_no_more_than_claimed(
    package: Path, tmp_path: Path
) -> None:
    parts = parts_of(package)
    whole = bytearray(forged(tmp_path / "x.capadesk", parts).read_bytes())
    size = struct.pack("<L", len(parts["changes.jsonl"]))
    place = whole.rindex(size)
    whole[place : place + 4] = struct.pack("<L", 10)
    end_at = len(whole) - 102
    whole[-64:] = hashlib.sha256(whole[:end_at]).hexdigest().encode()
    path = tmp_path / "claim.capadesk"
    path.write_bytes(whole)
    assert reason(path) in {"part_changed", "package_damaged"}


def test_a_newer_major_version_is_refused(package: Path, tmp_path: Path) -> None:
    error = refusal(forged(tmp_path / "n.capadesk", with_manifest(parts_of(package), version="2.0")))
    assert error.data["reason"] == "newer_package"
    assert error.data["version"] == "2.0"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", "one"),
        ("version", None),
        ("files", {}),
        ("files", ["x"]),
        ("replica", "xy"),
        ("replica", "00"),
        ("names", "some"),
        ("state", "s1:"),
        ("since", "s1:zz"),
        ("sender", []),
        ("sender", {"author": 3}),
        ("counts", {"changes": -1}),
        ("kinds", {"event": "many"}),
        ("kinds", {"../x": 1}),
        ("newest", {"stamp": "zz"}),
        ("newest", []),
    ],
)
def test_a_manifest_that_is_not_right_is_refused(
    key: str, value: object, package: Path, tmp_path: Path
) -> None:
    path = forged(
        tmp_path / "m.capadesk", with_manifest(parts_of(package), **{key: value}), relisted=key != "files"
    )
    assert reason(path) == "package_key"


@pytest.mark.parametrize("text", [b"{", b"[" * 100_000, b"\xff\xfe", b"[]", b'{"format": "other"}'])
def test_a_manifest_that_is_none_is_refused(text: bytes, package: Path, tmp_path: Path) -> None:
    path = forged(tmp_path / "m.capadesk", {**parts_of(package), "manifest.json": text}, relisted=False)
    assert reason(path) in {"not_json", "not_a_package"}


def _set_field(name: str, **field: object) -> Callable[[dict[str, Any]], object]:
    return lambda line: line.update(kind="tag", fields={name: field})


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.update(stamp="0" * 28),
        lambda line: line.update(kind="../etc"),
        lambda line: line.update(id="12"),
        lambda line: line.pop("fields"),
        lambda line: line.update(fields=[]),
        lambda line: line.update(new="yes"),
        lambda line: line.update(saw=["x"]),
        lambda line: line.update(saw=5),
        lambda line: line.update(sequence=-1),
        lambda line: line.update(sequence=2**40),
        lambda line: line.update(withheld="all"),
        lambda line: line.update(bulk="x"),
        _set_field("NAME", after="x"),
        _set_field("name"),
        _set_field("name", after=5),
        _set_field("name", after="x" * 2_000_000),
        _set_field("name", after="\ud800"),
        _set_field("deleted", after="perhaps"),
    ],
)
def test_a_line_that_is_not_right_names_its_file_and_number(
    change: Callable[[dict[str, Any]], object], package: Path, tmp_path: Path
) -> None:
    error = refusal(forged(tmp_path / "l.capadesk", with_first_change(parts_of(package), change)))
    assert error.data["reason"] == "package_line"
    assert error.data["place"] == "changes.jsonl"
    assert error.data["line"] in (1, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", ["day", "2026-02-30", "2026-02-30", ""]),
        ("when", ["day", "2026-03-02", "2026-03-01", ""]),
        ("when", ["datetime", "2026-03-01T09:00+02:00", "2026-03-01T10:00", "Europe/Rome"]),
        ("when", ["unknown", "2026", "2026", ""]),
        ("when", "2026"),
        ("languages", "it"),
        ("languages", [1]),
        ("city_id", "Rome"),
        ("title", None),
    ],
)
def test_values_of_the_wrong_shape_are_refused(
    field: str, value: object, package: Path, tmp_path: Path
) -> None:
    def change(line: dict[str, Any]) -> None:
        line.update(kind="event", fields={field: {"after": value}}, new=True)

    error = refusal(forged(tmp_path / "v.capadesk", with_first_change(parts_of(package), change)))
    assert (error.data["reason"], error.data["detail"]) == ("package_line", field)


@pytest.mark.parametrize("text", [b"not json\n", b"[]\n", b"\n", b'{"stamp": "', b"\xff\n"])
def test_lines_that_are_no_json_are_refused(text: bytes, package: Path, tmp_path: Path) -> None:
    for name in ("changes.jsonl", "change_sets.jsonl", "shipped.jsonl"):
        path = forged(tmp_path / "j.capadesk", {**parts_of(package), name: text})
        error = refusal(path)
        assert error.data["reason"] == "package_line"
        assert error.data["place"] == name


def test_more_or_fewer_lines_than_said_are_refused(package: Path, tmp_path: Path) -> None:
    parts = parts_of(package)
    path = tmp_path / "c.capadesk"
    first, _, rest = parts["changes.jsonl"].partition(b"\n")
    assert reason(forged(path, {**parts, "changes.jsonl": rest})) == "package_counts"
    more = {**parts, "changes.jsonl": parts["changes.jsonl"] + first + b"\n"}
    assert reason(forged(path, more)) == "package_counts"
    twice = {**parts, "change_sets.jsonl": parts["change_sets.jsonl"] * 2}
    assert reason(forged(path, twice)) == "package_line"
    counts = {**json.loads(parts["manifest.json"])["counts"], "changes": 3}
    assert reason(forged(path, with_manifest(parts, counts=counts))) == "package_counts"


# --- writing --------------------------------------------------------------------------------------


class _Breaking:
    """Changes that break off in the middle."""

    def __init__(self, source: IncomingChanges) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def change_sets(self, seen: Any, step: Any = None) -> Iterator[Any]:
        yield from self._source.change_sets(seen)
        raise OSError("the disk is gone")


def test_a_package_is_written_whole_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "whole.capadesk"
    path.write_bytes(b"as it was")
    broken: Any = _Breaking(desk.store.outgoing())
    with pytest.raises(OSError, match="gone"):
        ChangePackageWriter("1").write(path, broken, SENDER)
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="folder_missing"):
        desk.packages.export(tmp_path / "none" / "a.capadesk")


def test_a_part_that_grows_beyond_a_zip_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1 << 16)
    with package_zip.ZipParts(io.BytesIO()) as parts, pytest.raises(UserError, match="package_too_large"):
        parts.write("changes.jsonl", (random.Random(1).randbytes(1000) for _ in range(200)))


def test_a_state_that_was_mistyped_is_recognised(desk: Desk) -> None:
    state = desk.packages.state()
    assert parse_state(f" {state[:20]}\n{state[20:]} ") == desk.store.frontier()
    for wrong in ("", "s1", "s2::0", state[:-1], state.replace("s1:0", "s1:1"), state[:-1] + "g"):
        with pytest.raises(UserError, match="state_unreadable"):
            parse_state(wrong)
