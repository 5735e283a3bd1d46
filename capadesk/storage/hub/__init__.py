"""The store on PostgreSQL, and what a desk knows of one."""
