"""Robot time, ROS time and the host's own: what dates are in each of them."""
