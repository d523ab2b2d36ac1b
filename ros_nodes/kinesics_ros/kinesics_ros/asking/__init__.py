"""Topics, services and actions by which a robot is asked."""
