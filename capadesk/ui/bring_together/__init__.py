"""The area Bring together: files from others, contradictions, duplicates, senders, and what goes back."""
