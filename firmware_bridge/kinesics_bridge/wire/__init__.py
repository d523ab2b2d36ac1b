"""What crosses the wire: frames, typed messages, and the tables that protocol.toml makes."""
