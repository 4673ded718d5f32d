"""The booking calendar: rooms down, days across."""
