"""The change log: what is written into it, read from it, and taken back by it."""
