"""What a robot does, written by another process than the one that moves it."""
