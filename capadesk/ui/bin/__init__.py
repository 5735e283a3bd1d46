"""The area Bin: what was deleted, and the way back."""
