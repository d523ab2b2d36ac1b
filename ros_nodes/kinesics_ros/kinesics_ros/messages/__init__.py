"""What messages say, as values and maps, and back: no rclpy, no topic, no robot."""
