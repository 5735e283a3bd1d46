"""Lists of any length: rows, columns, filters, order, and what is done with chosen rows."""
