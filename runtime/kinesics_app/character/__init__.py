"""Which behaviours bring a robot to life, and what they can be asked to do."""
