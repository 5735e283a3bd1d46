import pytest
from hypothesis import given
from hypothesis import strategies as st

from capadesk.domain.stamp import LATEST_COUNTER, SHIPPED_STAMP, STAMP_BYTES, Stamp, next_counter

counters = st.integers(0, 2**48 - 1)
replicas = st.binary(min_size=8, max_size=8)
stamps = st.builds(Stamp, counters | st.integers(0, 3), replicas | st.sampled_from((b"A" * 8, b"B" * 8)))


@given(stamps, stamps)
def test_bytes_and_text_compare_as_the_stamps_do(one, other):
    assert (one < other) == (one.to_bytes() < other.to_bytes()) == (str(one) < str(other))
    assert (one == other) == (one.to_bytes() == other.to_bytes())


@given(stamps)
def test_bytes_and_text_are_read_back_equal(stamp):
    assert Stamp.from_bytes(stamp.to_bytes()) == stamp
    assert Stamp.parse(str(stamp)) == stamp
    assert len(stamp.to_bytes()) == STAMP_BYTES


@given(stamps)
def test_every_change_of_a_user_is_later_than_what_was_shipped(stamp):
    assert stamp >= SHIPPED_STAMP
    assert Stamp(next_counter(0, 0, 0), bytes(8)) > SHIPPED_STAMP


@given(counters, counters, st.integers(0, LATEST_COUNTER))
def test_the_clock_jumps_over_what_it_made_and_saw_and_never_lags_behind_the_wall(own, seen, wall):
    counter = next_counter(own, seen, wall)
    assert counter > own
    assert counter > seen
    assert counter >= wall
    assert counter in (own + 1, seen + 1, wall)


def test_a_wall_clock_that_cannot_be_right_is_left_out():
    assert next_counter(3, 5, LATEST_COUNTER + 1) == 6
    assert Stamp(LATEST_COUNTER + 1, bytes(8)).is_beyond_time
    assert not Stamp(LATEST_COUNTER, bytes(8)).is_beyond_time


@pytest.mark.parametrize("raw", [b"", bytes(13), bytes(15)])
def test_bytes_of_another_length_are_no_stamp(raw):
    with pytest.raises(ValueError, match="14 bytes"):
        Stamp.from_bytes(raw)


@pytest.mark.parametrize("text", ["", "00", "zz" * 14, "00" * 15])
def test_text_that_is_no_stamp_is_refused(text):
    with pytest.raises(ValueError, match=r"bytes|hexadecimal"):
        Stamp.parse(text)
