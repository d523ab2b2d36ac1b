"""Threads that work for others: begun before they are needed, and as urgent as whom they serve."""
