"""Files in and out: calendars, spreadsheets, tables, and words of dates and places."""
