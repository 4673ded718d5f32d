"""Mails to guests and to the hotel: what is written, in which words, and what became of it."""
