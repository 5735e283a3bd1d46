import os
import subprocess
import sys
from pathlib import Path

import pytest

from capadesk.domain.errors import Cancelled, EnvironmentFailure, UserError
from capadesk.formats.whole_file import whole_file

ROOT = Path(__file__).resolve().parents[2]


def write(path, content=b"new"):
    with whole_file(path) as file:
        file.write(content)


def write_half(path, error):
    with whole_file(path) as file:
        file.write(b"half")
        raise error


def names_in(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_written_file_stands_alone_in_its_folder(tmp_path):
    write(tmp_path / "out.ics")
    assert (tmp_path / "out.ics").read_bytes() == b"new"
    assert names_in(tmp_path) == ["out.ics"]


def test_nothing_is_seen_under_the_name_before_the_block_ends(tmp_path):
    path = tmp_path / "out.ics"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    "error", [Cancelled(), ValueError("bug"), KeyboardInterrupt(), FileNotFoundError(2, "else")]
)
def test_an_error_in_the_block_passes_and_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "out.ics"
    path.write_bytes(b"old")
    with pytest.raises(type(error)) as caught:
        write_half(path, error)
    assert caught.value is error
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["out.ics"]


def test_a_new_file_has_the_users_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    write(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode
    (tmp_path / "new").chmod(0o640)
    write(tmp_path / "new", b"again")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_still_points_to_the_file_after_writing(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "real.ics"
    real.write_bytes(b"old")
    link = tmp_path / "link.ics"
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("no/such/folder/out.ics", "folder_missing"),
        ("a_folder", "not_a_file"),
        ("a_file/out.ics", "folder_missing"),
        ("x" * 400, "file_name_impossible"),
        ("bad\0name", "file_name_impossible"),
    ],
)
def test_a_place_that_cannot_hold_a_file_is_the_users_to_mend(tmp_path, name, code):
    (tmp_path / "a_folder").mkdir()
    (tmp_path / "a_file").touch()
    with pytest.raises(UserError) as caught:
        write(tmp_path / name)
    assert caught.value.code == code
    assert names_in(tmp_path) == ["a_file", "a_folder"]


def test_a_full_disk_is_named_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.ics"
    path.write_bytes(b"old")
    with pytest.raises(EnvironmentFailure) as caught, whole_file(path):
        raise OSError(28, "No space left on device")
    assert (caught.value.code, caught.value.data) == ("disk_full", {"file": str(path)})
    assert names_in(tmp_path) == ["out.ics"]


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="permissions of folders work otherwise here")
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from capadesk.domain.errors import EnvironmentFailure\n"
        "from capadesk.formats.whole_file import whole_file\n"
        "if os.getuid() == 0:\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    with whole_file(Path('out.ics')):\n"
        "        pass\n"
        "except EnvironmentFailure as failure:\n"
        "    print(failure.code, failure.data['folder'])\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.stdout.strip() == f"folder_not_writable {folder}", child.stderr


def test_a_database_is_never_written_over(tmp_path):
    path = tmp_path / "colleague.capadesk"
    path.write_bytes(b"SQLite format 3\0" + bytes(4_080))
    with pytest.raises(UserError) as caught:
        write(path)
    assert (caught.value.code, caught.value.data["file"]) == ("data_file_there", str(path))
    assert path.read_bytes().startswith(b"SQLite format 3\0")
    assert names_in(tmp_path) == ["colleague.capadesk"]


@pytest.mark.parametrize("beside", ["encrypted.capadesk-wal", "encrypted.capadesk.backups"])
def test_an_encrypted_data_file_is_known_by_what_lies_beside_it(tmp_path, beside):
    path = tmp_path / "encrypted.capadesk"
    path.write_bytes(b"random")
    (tmp_path / beside).touch()
    with pytest.raises(UserError) as caught:
        write(path)
    assert caught.value.code == "data_file_there"
    assert path.read_bytes() == b"random"
