"""The words of mails, and what waits in the outbox."""
