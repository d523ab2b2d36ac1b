"""Sound in and out: cards, play-out by the robot's clock, delays that are measured."""
