"""The stamp of a change: a hybrid logical clock's counter and the replica that made the change."""

from __future__ import annotations

from typing import NamedTuple

COUNTER_BYTES = 6
REPLICA_BYTES = 8
STAMP_BYTES = COUNTER_BYTES + REPLICA_BYTES
LATEST_COUNTER = 95_617_584_000_000
"""The year 5000 in milliseconds since 1970: a later clock is wrong, and would leave no room after it."""


class Stamp(NamedTuple):
    """A point in the order of all changes on all desks; greater means later.

    `counter` is a hybrid logical clock: max(own + 1, seen + 1, wall clock in milliseconds since 1970).
    `replica` is eight random bytes that name one file on one installation.
    """

    counter: int
    replica: bytes

    @property
    def is_beyond_time(self) -> bool:
        """Whether no clock can have given it; whoever took it would have to go on from there."""
        return self.counter > LATEST_COUNTER

    def to_bytes(self) -> bytes:
        """Fourteen bytes that compare as the stamp does."""
        return self.counter.to_bytes(COUNTER_BYTES, "big") + self.replica

    def __str__(self) -> str:
        return self.to_bytes().hex()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Stamp:
        """Read `to_bytes` back; ValueError if the length is wrong."""
        if len(raw) != STAMP_BYTES:
            raise ValueError(f"a stamp has {STAMP_BYTES} bytes, not {len(raw)}")
        return cls(int.from_bytes(raw[:COUNTER_BYTES], "big"), raw[COUNTER_BYTES:])

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """Read `str(stamp)` back; ValueError if it is none."""
        return cls.from_bytes(bytes.fromhex(text))


SHIPPED_STAMP = Stamp(0, bytes(REPLICA_BYTES))
"""The stamp of shipped records: any user's change is later."""


def next_counter(own: int, seen: int, wall_clock_ms: int) -> int:
    """The counter of the next change (the rule of the hybrid logical clock); a wrong clock is left out."""
    return max(own + 1, seen + 1, wall_clock_ms if wall_clock_ms <= LATEST_COUNTER else 0)
