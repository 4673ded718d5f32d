"""The house as its guests meet it: the real web server on a database of its own, asked over HTTP, and killed."""
