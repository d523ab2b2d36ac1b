"""A process with a camera or a microphone, whatever it senses."""
