"""Rigs: what each robot can move, and which channels move it."""
