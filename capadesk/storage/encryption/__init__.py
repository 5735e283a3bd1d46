"""Data files that need a passphrase."""
