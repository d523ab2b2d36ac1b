"""What is wanted of the robot, by whom, and which of it happens."""
