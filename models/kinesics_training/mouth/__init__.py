"""The network `speech_face`: what it is taught, the network itself, its training and its files."""
