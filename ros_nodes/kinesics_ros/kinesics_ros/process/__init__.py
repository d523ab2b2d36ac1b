"""Nodes as processes: the executables, spinning, and what carries their messages."""
