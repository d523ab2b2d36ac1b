"""Affect: what the robot feels, as a distribution, and the face that shows it. Pure."""
