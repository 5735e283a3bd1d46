"""Reading for lists, searches, the overview, calendars and reports."""
