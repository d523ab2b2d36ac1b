"""What a robot's rig file is told by the robot itself, and what it tells of it."""
