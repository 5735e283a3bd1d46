"""Backups, damage, loss, and where a data file lies."""
