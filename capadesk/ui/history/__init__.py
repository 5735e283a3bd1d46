"""The area History: who changed what, and when."""
