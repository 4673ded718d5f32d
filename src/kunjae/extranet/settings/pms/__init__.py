"""Settings > PMS: how orders get there, the connection, what offers are there, and the request that would be sent."""
