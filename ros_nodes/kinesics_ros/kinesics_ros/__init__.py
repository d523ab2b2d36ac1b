"""ROS 2 nodes over the kinesics runtime: they convert and call, and decide nothing about motion."""
