"""Saving: one transaction, what it writes, and the records that come with the program."""
