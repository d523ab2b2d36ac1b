"""What `kinesics bench intents` measures, one part a file."""
