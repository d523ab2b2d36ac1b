"""Who speaks, what, and when each phone was said: synthesisers, recordings, their rooms."""
