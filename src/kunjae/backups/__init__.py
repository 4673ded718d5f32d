"""The whole house in one file, and back: `backup.make_backup` and `restore.restore_backup` (docs/adr/0014)."""
