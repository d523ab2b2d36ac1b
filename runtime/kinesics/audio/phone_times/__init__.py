"""Phone times: what synthesisers say of when they say what; one format a file."""
