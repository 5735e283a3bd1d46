"""Editors, and how what is typed in them is kept, saved and compared."""
