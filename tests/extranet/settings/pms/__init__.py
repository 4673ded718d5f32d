"""Settings > PMS, with the real Cloudbeds adapter and a small Cloudbeds over HTTP."""
