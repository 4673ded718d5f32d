"""Django's database backend for SQLite, whose writers queue (`base.py`; the name and the place are Django's)."""
