"""The main window: what it holds, and who does each part of its work."""
