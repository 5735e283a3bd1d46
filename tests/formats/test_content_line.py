import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from icalendar.parser import Contentlines, Parameters

from capadesk.formats.calendar.content_line import line, parameter, text

printable = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"))


@given(printable)
@example("Łódź 🎉" * 40)
@example("\\" * 200)
@example("a" * 73 + "\\;" + "b" * 80)
def test_lines_are_folded_at_75_octets_between_characters_and_unfold_to_what_they_were(value):
    content = f"DESCRIPTION:{text(value)}"
    written = line(content)
    pieces = written.split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    for piece in pieces:
        piece.decode()
        assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0
    assert written[:-2].replace(b"\r\n ", b"").decode() == content


@given(printable)
def test_icalendar_reads_back_what_was_escaped(value):
    event = Event.from_ical(b"BEGIN:VEVENT\r\n" + line(f"SUMMARY:{text(value)}") + b"END:VEVENT\r\n")
    assert str(event["SUMMARY"]) == value.strip()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("10:30 – 12:00", "10:30 – 12:00"),
        ("C:\\Notes", "C:\\\\Notes"),
        ("bell\x07 zero\x00 escape\x1b[0m", "bell zero escape[0m"),
        ("page\x0cline\u2028paragraph\u2029next\x85end", "page\\nline\\nparagraph\\nnext\\nend"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("  \n around \t\n", "around"),
    ],
)
def test_text_is_escaped_and_without_what_breaks_readers(value, written):
    assert text(value) == written


@given(st.text())
def test_any_text_makes_one_line_that_can_be_read(value):
    written = line(f"SUMMARY:{text(value)}") + line(f"ATTENDEE;CN={parameter(value)}:mailto:a@example.eu")
    lines = [content for content in Contentlines.from_ical(written) if content]
    assert [content.parts()[0] for content in lines] == ["SUMMARY", "ATTENDEE"]
    assert all(isinstance(content.parts()[1], Parameters) for content in lines)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ann Meyer", '"Ann Meyer"'),
        ('Ann "Annie" Meyer', "\"Ann 'Annie' Meyer\""),
        ("Meyer, Ann; Dr: x", '"Meyer, Ann; Dr: x"'),
        ("caret ^n here", '"caret n here"'),
        ("two\nlines\t", '"two lines"'),
    ],
)
def test_parameters_are_quoted_and_without_quotes_and_carets(name, written):
    assert parameter(name) == written
    line_of_one = Calendar.from_ical(
        b"BEGIN:VCALENDAR\r\nATTENDEE;CN=" + written.encode() + b":mailto:a@example.eu\r\nEND:VCALENDAR\r\n"
    )
    assert line_of_one["ATTENDEE"].params["CN"] == written.strip('"')
