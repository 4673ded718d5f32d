"""The tests. `pytest --db postgres` runs them on PostgreSQL, without it they run on SQLite."""
