"""What is told of how a node, its robot and its messages are."""
