"""The page of the booking, and its file for calendars."""
