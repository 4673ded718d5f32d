"""Each folder here speaks the wire format of one PMS, and nothing else (docs/howto/write-an-adapter.md)."""
