"""The hotel's own PMS: orders go onto the guest's folio there, reservations come in from it. The wire format of each PMS is
a folder of `adapters/`."""
