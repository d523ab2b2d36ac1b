"""How well a robot hears others: rooms, servos and voices in virtual time, and what comes of it."""
