"""Motion: channels, tracks, frames, the mixer and the limits. Pure."""
