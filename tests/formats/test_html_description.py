"""Descriptions as HTML and back; hostile HTML takes no longer than its length asks for."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capadesk.formats.calendar.html_description import alternative_description, html_of, is_own_html, plain_of


def test_markup_becomes_what_a_reader_sees():
    markup = (
        "<html><head><title>No</title></head><BODY><!-- x > y --><p>A &amp; b<br/>c</p>"
        "<STYLE>p{}</STYLE><script>alert(1)</script>d &lt;3 < e"
    )
    assert plain_of(markup) == "A & b\nc\nd <3 < e"


def test_links_can_be_clicked_and_nothing_else_is_markup():
    html = html_of('See https://a.eu/?b=1&c="2".\n<script>')
    assert '<a href="https://a.eu/?b=1&amp;c=">' in html
    assert "<script>" not in html
    assert list(alternative_description("One line")) == []


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("\n<>&/ "), max_size=60))
def test_what_is_made_of_a_text_is_known_again_and_says_the_same(text):
    assert is_own_html(html_of(text), text) or not text.strip()
    said = [line for line in plain_of(html_of(text)).replace("\u00a0", " ").split("\n") if line.strip()]
    wanted = [line for line in text.strip().replace("\u00a0", " ").split("\n") if line.strip()]
    assert [line.strip() for line in said] == [line.strip() for line in wanted]


@pytest.mark.parametrize("piece", ["<style><", "<!--", "<style ", "<script>", "<", "&", "http://", "</head"])
def test_hostile_html_is_read_in_a_moment(piece):
    begun = process_time()
    plain_of(piece * 300_000)
    assert process_time() - begun < 5
