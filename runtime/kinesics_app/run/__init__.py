"""A life from its begin to its end, as a program of its own."""
