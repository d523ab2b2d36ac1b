"""The host's side of the wire, from bytes to a robot that survives a pulled plug."""
