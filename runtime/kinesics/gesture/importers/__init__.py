"""Motion in other people's formats, read as clips of channels: one file a format."""
