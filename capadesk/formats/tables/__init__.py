"""Tables of events, in: spreadsheets, delimited text, JSON, the clipboard."""
