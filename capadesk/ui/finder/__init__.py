"""The finder: any record and any command by what is typed."""
