"""Audio: what is heard, cut and measured. Pure."""
