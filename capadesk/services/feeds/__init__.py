"""Calendars that are published again whenever something changes."""
