"""Ears: a process that hears a microphone, and tells how surely somebody else speaks."""
