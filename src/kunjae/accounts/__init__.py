"""Staff, their roles, and API tokens. All tables here are shared, not tenant tables."""
