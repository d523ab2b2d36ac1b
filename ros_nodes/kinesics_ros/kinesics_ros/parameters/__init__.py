"""What can be set on nodes: ranges, units, and what variables and a file tell besides."""
