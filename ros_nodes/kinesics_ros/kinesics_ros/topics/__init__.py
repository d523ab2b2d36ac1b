"""How topics are carried, and how what comes on them waits for who takes it."""
