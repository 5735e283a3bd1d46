"""The database: tables, unit of work, change log, search index, migrations, backup."""
