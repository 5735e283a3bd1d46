"""The sample, and scaled data for measurements."""
