"""The last ten minutes of a robot, which a killed process leaves, and a fault has kept."""
