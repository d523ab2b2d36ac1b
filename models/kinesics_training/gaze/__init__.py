"""The gaze network: when to look away and back, to jump, to blink, to mark an accent."""
