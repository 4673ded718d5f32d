"""PMSs of our own, over real HTTP: they remember what they were told, and misbehave as they are asked to."""
