"""The loop: what is done a hundred times a second, what that costs, and where it is late."""
