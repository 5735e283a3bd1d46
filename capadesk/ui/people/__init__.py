"""The area People."""
