"""Contact files, read back by a reader that is not ours (vobject) and by hand (RFC 2425, 2426)."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.errors import Cancelled
from capadesk.domain.identity import new_id
from capadesk.domain.records import Person
from capadesk.formats.vcard_writer import VCardWriter
from capadesk.services.ports import ContactEntry


def entry(organisation: str = "", position: str = "", city: str = "", country: str = "", **fields: Any):
    return ContactEntry(Person(id=new_id(), **fields), organisation, position, city, country)


def written(tmp_path: Path, *entries: ContactEntry) -> bytes:
    path = tmp_path / "out.vcf"
    assert VCardWriter("0.1").write(entries, path) == len(entries)
    return path.read_bytes()


def read_back(raw: bytes) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import vobject

        return list(vobject.readComponents(raw.decode("utf-8")))


def test_tags_are_categories(tmp_path: Path):
    tagged = entry(given_name="Anna")._replace(tags=("heat, warmth", "finance"))
    (card,) = read_back(written(tmp_path, tagged))
    assert card.categories.value == ["heat, warmth", "finance"]


def test_a_person_comes_back_from_another_reader(tmp_path: Path):
    anna = entry(
        "Ministero; Dipartimento, Ufficio 2",
        "Head of unit",
        "Łódź",
        "Poland",
        given_name="Anna",
        family_name="Bianchi; von, der",
        honorific="Dr",
        email="anna@example.org",
        phone="+39 06 1234567",
        mobile="+39 333 1234567",
    )
    (card,) = read_back(written(tmp_path, anna))
    assert card.version.value == "3.0"
    assert card.uid.value == f"urn:uuid:{anna.person.id}"
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == (
        "Bianchi; von, der",
        "Anna",
        "Dr",
    )
    assert card.fn.value == "Dr Anna Bianchi; von, der"
    assert card.org.value == ["Ministero; Dipartimento, Ufficio 2"]
    assert card.title.value == "Head of unit"
    assert card.email.value == "anna@example.org"
    numbers = {tuple(tel.params["TYPE"]): tel.value for tel in card.tel_list}
    assert numbers == {("WORK", "VOICE"): "+39 06 1234567", ("CELL", "VOICE"): "+39 333 1234567"}
    assert (card.adr.value.city, card.adr.value.country) == ("Łódź", "Poland")


def test_nothing_private_leaves(tmp_path: Path):
    raw = written(
        tmp_path,
        entry(
            given_name="Ada",
            notes="hard to reach",
            lawful_basis="public_task",
            data_source="business card",
        ),
    )
    assert b"NOTE" not in raw
    for word in (b"hard to reach", b"public_task", b"business card"):
        assert word not in raw


def test_lines_are_folded_between_characters_at_75_octets(tmp_path: Path):
    name = "Żółć" * 60
    raw = written(tmp_path, entry(family_name=name, position="ü" * 200, given_name="\\,;" * 40))
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode("utf-8")
    (card,) = read_back(raw)
    assert card.n.value.family == name
    assert card.n.value.given == "\\,;" * 40
    assert card.title.value == "ü" * 200


def test_somebody_known_by_an_address_alone_has_a_name_all_the_same(tmp_path: Path):
    (card,) = read_back(written(tmp_path, entry(email="info@example.org")))
    assert card.fn.value == "info@example.org"
    assert card.n.value.family == ""


def test_line_ends_and_controls_never_make_a_second_property(tmp_path: Path):
    evil = "Eve\r\nEND:VCARD\r\nBEGIN:VCARD\x07\u2028X"
    (card,) = read_back(written(tmp_path, entry(family_name=evil, email="a@b.c\nTEL:1")))
    assert "tel" not in card.contents
    assert card.n.value.family.startswith("Eve\n")


def test_many_cards_stand_one_after_the_other(tmp_path: Path):
    cards = read_back(written(tmp_path, *(entry(given_name=f"P{number}") for number in range(250))))
    assert [card.fn.value for card in cards] == [f"P{number}" for number in range(250)]


def test_a_cancelled_export_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "out.vcf"
    path.write_text("before", encoding="utf-8")

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        VCardWriter("0.1").write((entry(given_name=str(n)) for n in range(300)), path, stop)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
