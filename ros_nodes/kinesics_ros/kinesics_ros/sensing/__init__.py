"""Topics of a robot's own sensors: pictures, microphone, inertia, tf."""
