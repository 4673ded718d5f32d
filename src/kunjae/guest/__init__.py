"""The guest's own pages: sign-in, manage my booking, paying."""
