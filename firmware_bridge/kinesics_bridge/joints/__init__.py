"""What both sides know of a robot's joints: limits, rules, codes, and how its servos are."""
