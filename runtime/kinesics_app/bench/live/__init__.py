"""What `kinesics bench live` measures: how a living robot starts, lasts, and compares."""
