"""Gestures: small files of key poses, and what a robot makes of them in time."""
