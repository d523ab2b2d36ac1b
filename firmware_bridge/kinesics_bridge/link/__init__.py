"""One session with one firmware: its clock, what is asked of it, what a client sees of it."""
