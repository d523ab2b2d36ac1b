"""What a robot can be told before it lives: by options, variables, a file, ROS."""
