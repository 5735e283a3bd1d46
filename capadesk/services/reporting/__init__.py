"""What is owed to others: figures, and the words of the report."""
