"""The calls of the API, each thin: read, one command or query, answer."""
