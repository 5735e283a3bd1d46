"""The area Overview."""
