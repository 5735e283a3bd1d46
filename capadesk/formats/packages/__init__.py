"""Packages of changes, in and out (docs/package-format.md)."""
