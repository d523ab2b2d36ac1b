"""The wire, its messages, clock sync, and the ports behind which a firmware answers."""
