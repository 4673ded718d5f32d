"""The mail before arrival: a hotel's campaign, whom it invites, and what comes of it."""
