"""Drivers for servos that have no firmware of ours: a bus, and the bridge that plays rows on it."""
