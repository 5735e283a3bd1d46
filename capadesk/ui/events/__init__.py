"""The area Events."""
