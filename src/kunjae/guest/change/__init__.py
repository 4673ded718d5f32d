"""The guest changes and cancels alone: what is chosen, previewed, confirmed, and waits for its money."""
