"""What `kinesics bench` measures."""
