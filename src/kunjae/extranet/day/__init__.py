"""The day at the desk: who comes, who goes, who stays; check-in, check-out, no-show."""
