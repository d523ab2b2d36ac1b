"""What a person should know of a robot, its wires and its computer."""
