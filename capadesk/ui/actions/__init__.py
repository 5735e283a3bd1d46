"""The area Actions."""
