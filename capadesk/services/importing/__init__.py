"""Reading others' events and people: matching, the plan, the preview, the import."""
