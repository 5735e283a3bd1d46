"""Addresses of any letters, and what mail servers know them by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capadesk.domain.mailbox import has_international_name, is_mailbox, mailbox_key, mailbox_parts


@pytest.mark.parametrize(
    ("email", "parts"),
    [
        (" ada@example.eu ", ("ada", "example.eu")),
        ("a+b/c=d@Example.EU", ("a+b/c=d", "Example.EU")),
        ("jörg@bücher.example", ("jörg", "xn--bcher-kva.example")),
        ("jo\u0308rg@BU\u0308CHER.example", ("jörg", "xn--bcher-kva.example")),
        # IDNA 2003 would make strasse.de of it, which is somebody else's (RFC 5894 7.2).
        ("post@straße.de", ("post", "xn--strae-oqa.de")),
        ("θσερ@εχαμπλε.ψομ", ("θσερ", "xn--mxahbxey0c.xn--xxaf0a")),
        ("用户@例子。公司", ("用户", "xn--fsqu00a.xn--55qx5d")),
        ("a@xn--bcher-kva.example", ("a", "xn--bcher-kva.example")),
    ],
)
def test_an_address_is_taken_apart_as_servers_know_it(email: str, parts: tuple[str, str]):
    assert mailbox_parts(email) == parts
    assert has_international_name(email) is not parts[0].isascii()


@pytest.mark.parametrize(
    "email",
    [
        "", "ada", "@example.eu", "ada@", "ada@localhost", '"a b"@example.eu', "a b@example.eu",
        "a@b@example.eu", "a,b@example.eu", "<a@example.eu>", "a@example.eu>", "a@-b.eu", "a@b..eu",
        "a@127.0.0.1", "a\u2028b@example.eu", "a\ud800@example.eu", "a@b\u200bc.eu", "a@b☃.eu",
        "ä" * 33 + "@example.eu",
        "a@" + "ü" * 60 + ".eu", "a\r\nBcc: b@example.eu", "a;b@example.eu", "ä:b@example.eu",
    ],
)  # fmt: skip
def test_what_no_mail_can_be_sent_to_is_no_address(email: str):
    assert mailbox_parts(email) is None
    assert not is_mailbox(email)


def test_an_address_is_known_in_each_of_its_spellings():
    spellings = ("Jörg@Bücher.example", "jörg@bücher.example", "jo\u0308rg@XN--BCHER-KVA.example")
    assert {mailbox_key(each) for each in spellings} == {"jörg@xn--bcher-kva.example"}
    assert mailbox_key(" No Address ") == "no address"


@given(st.text(max_size=40))
def test_whatever_is_typed_an_address_stands_on_one_line_and_its_domain_is_ascii(text: str):
    for typed in (text, f"{text}@example.eu", f"a@{text}.eu"):
        parts = mailbox_parts(typed)
        if parts is not None:
            local, domain = parts
            assert len(f"{local}@{domain}".split()) == 1
            assert local.isprintable()
            assert domain.isascii()
            assert mailbox_parts(f"{local}@{domain}") == parts
