"""Input fields for the values of records: each shows a value, changes it and says so."""
