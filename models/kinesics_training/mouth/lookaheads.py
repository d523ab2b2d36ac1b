"""`LOOKAHEADS`: how much future each head of the mouth's network hears."""

__all__ = ["LOOKAHEADS"]

LOOKAHEADS = (0, 4, 8, 12, 20)
"""Rows of 10 ms."""
