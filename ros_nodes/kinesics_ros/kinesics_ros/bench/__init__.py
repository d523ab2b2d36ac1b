"""What ROS costs a robot, and what cut cables do to it: `kinesics bench ros`."""
