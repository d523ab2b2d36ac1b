"""A robot that is alive: what it hears, sees and is asked, from tick to tick."""
