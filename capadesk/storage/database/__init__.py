"""One database, open: connections, schema, and how records become rows."""
