"""The area Meetings."""
