"""A body whose behaviours think in other processes, or on another host: what crosses, and who."""
