"""Rows as Excel, LibreOffice, Word and browsers put them on the clipboard."""

from __future__ import annotations

import pytest

from capadesk.domain.errors import UserError
from capadesk.formats.tables.clipboard_table import clipboard_rows

EXCEL = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>td {mso-style-parent:style0;} <!-- table {} --></style></head><body link=blue>
<table border=0 cellpadding=0 style='border-collapse: collapse'><!--StartFragment-->
 <col width=64 span=2>
 <tr height=20>
  <td height=20 class=xl65>Title</td>
  <td>Start</td>
 </tr>
 <tr>
  <td>Climate
  breakfast &amp; more</td>
  <td align=right x:num="45582">17/10/2024</td>
 </tr>
<!--EndFragment--></table></body></html>"""


def test_an_html_table_of_excel():
    assert clipboard_rows("ignored\trow", EXCEL) == [
        ["Title", "Start"],
        ["Climate breakfast & more", "17/10/2024"],
    ]


def test_lines_with_tabs_and_cells_with_line_ends():
    text = 'Title\tNotes\r\nForum\t"first\nsecond ""quoted"""\r\n\r\n'
    assert clipboard_rows(text) == [["Title", "Notes"], ["Forum", 'first\nsecond "quoted"']]


def test_a_quotation_mark_that_is_never_closed_is_a_letter():
    text = 'A "quote\tx\n"never closed\ty\n' + "z\t1\n" * 30_000
    rows = clipboard_rows(text)
    assert rows[0] == ['A "quote', "x"]
    assert rows[1] == ['"never closed', "y"]


def test_merged_cells_keep_their_columns():
    html = (
        "<table><tr><td colspan=2>wide</td><td rowspan='2'>tall</td></tr>"
        "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td><td>e</td></tr></table>"
    )
    assert clipboard_rows("", html) == [["wide", "", "tall"], ["a", "b", ""], ["c", "d", "e"]]


def test_a_table_within_a_cell_is_text_and_a_second_table_is_left():
    html = (
        "<table><tr><td>a<table><tr><td>in</td></tr></table></td><td>b</td></tr></table>"
        "<table><tr><td>z</td></tr></table>"
    )
    assert clipboard_rows("", html) == [["ain", "b"]]


def test_html_without_a_table_leaves_the_text():
    assert clipboard_rows("a\tb", "<p>a b</p>") == [["a", "b"]]


def test_the_guard_against_formulas_is_taken_away_and_other_apostrophes_stay():
    assert clipboard_rows("'=1+1\t'tis\t'@x") == [["=1+1", "'tis", "@x"]]


def test_nothing_is_no_rows():
    assert clipboard_rows("", "") == []
    assert clipboard_rows(" \t \n", "<table></table>") == []


def test_what_is_too_wide_is_refused():
    with pytest.raises(UserError) as refused:
        clipboard_rows("\t" * 2000)
    assert refused.value.code == "paste_too_wide"


def test_broken_html_never_fails():
    for html in ("<table><tr><td>a", "<table><td>a<td>b</table>", "</td></table><table", "<table><tr>&#0;"):
        assert isinstance(clipboard_rows("x", html), list)
