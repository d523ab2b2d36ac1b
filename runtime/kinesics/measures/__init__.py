"""Measures of motion, of robots and people alike: curves in, readings out."""
