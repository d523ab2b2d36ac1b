"""Processes beside the one that moves the robot, and how they end."""
