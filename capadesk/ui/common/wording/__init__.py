"""What is said: errors, fields, values and what happened, in sentences."""
