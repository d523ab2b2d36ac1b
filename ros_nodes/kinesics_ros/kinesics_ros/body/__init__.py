"""The robot that a node holds from configure to cleanup, and the clocks of other hosts."""
