"""A store in memory: the rule of merging in plain Python, which the stores on databases are held against."""
