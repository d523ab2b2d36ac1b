"""The firmware's sources compiled, and what its images put where."""
