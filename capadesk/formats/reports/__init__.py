"""Reports, out: workbooks and delimited text."""
