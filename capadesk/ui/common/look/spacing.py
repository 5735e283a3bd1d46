"""The steps of space between things, in device-independent pixels."""

TIGHT = 4
SMALL = 8
MEDIUM = 12
LARGE = 16
WIDE = 24
