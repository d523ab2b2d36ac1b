"""From a trained network to the files that ship: int8 for both backends, and what they cost."""
