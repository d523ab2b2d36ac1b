"""What a tick costs with everything on, and how that grows: `kinesics bench tick`."""
