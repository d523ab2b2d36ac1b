"""Robots, or parts of one, that live in threads of other programs."""
